import type { Chance } from '../chance.js';
import type { Manner } from './strand.js';

const TAKEN = 204;
const REFUSED = 500;

/** Refuses a share of the events the first time they come, so that retries are always under way; which ones, the seed says. */
export function refusingFirst(share: number, chance: Chance): Manner {
  return (response, mark, times) => {
    const isRefused = times === 1 && mark !== undefined && chance.of(`${mark.key} ${mark.seq}`).next() < share;
    const status = isRefused ? REFUSED : TAKEN;
    response.writeHead(status).end();
    return status;
  };
}
