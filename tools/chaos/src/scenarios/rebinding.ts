import type { Scenario } from '../scenario.js';
import type { Manner } from '../load/strand.js';
import { RECEIVER_ADDRESSES } from '../steering/steering.js';

const NAME = 'rebinding.example';

/** Takes it, and closes the connection: the next attempt asks for the name again. */
const takingOnce: Manner = (response) => {
  response.writeHead(204, { connection: 'close' }).end();
  return 204;
};

const rebinding: Scenario = {
  name: 'dns-rebinding',
  what: 'a name that stands for a permitted address when it’s asked for, and for a forbidden one when it’s asked for again',
  promise:
    'No connection is ever made to the forbidden address: what was judged is what is connected, and what is refused is recorded as such.',
  world: 'steered',
  seconds: { long: 60, short: 5 },
  watchSeconds: 1,
  inflict: async (scene) => {
    const { first, forbidden } = RECEIVER_ADDRESSES;
    const { names } = scene.world.steering;
    let asked = 0;
    names.set(NAME, () => (asked++ % 2 === 0 ? first : forbidden));
    const strand = await scene.traffic.addStrand({
      name: 'rebinding',
      host: NAME,
      perSecond: 10,
      manner: takingOnce,
      settings: {},
      mustArrive: false,
    });
    await scene.lasts();
    await strand.stop();
    names.set(NAME, () => forbidden);
    return async () => {
      const forbiddenCalls = strand.arrivals.filter(({ calledAt }) => calledAt !== first);
      scene.check('no call reached the forbidden address', forbiddenCalls.length === 0, forbiddenCalls.length);
      scene.check('the permitted one was called', strand.taken > 0, `${strand.taken} times, ${asked} questions`);
      const [refused] = await scene.world.sql.query<{ count: string }>(
        `select count(*) from attempts a join deliveries d on d.id = a.delivery_id and d.accepted_at = a.accepted_at
         where d.tenant = $1 and a.reason = 'address_forbidden'`,
        [strand.tenant.id],
      );
      const count = Number(refused?.count ?? 0);
      scene.check('what was refused is recorded as address_forbidden', count > 0, `${count} attempts`);
      await strand.tenant.delete(strand.endpoint);
    };
  },
};

/** What names stand for. */
export const names: readonly Scenario[] = [rebinding];
