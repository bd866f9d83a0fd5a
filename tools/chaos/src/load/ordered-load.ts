import { setTimeout as wait } from 'node:timers/promises';
import type { Tenant } from '@postrider/outside';
import type { Chance } from '../chance.js';
import { isTaken, type Arrival, type Mark } from '../journal/arrival.js';
import type { World } from '../world.js';
import { markOf } from './mark-of.js';

/** How much is published in order, over how many keys, and how fast. */
export interface OrderedLoadOptions {
  readonly events: number;
  readonly keys: number;
  readonly perSecond: number;
  /** The share of all requests that the receiver refuses, whichever they are. */
  readonly refusedShare: number;
}

/** Events in a publish request. */
const BATCH = 50;
const MAX_IN_FLIGHT = 100;

/** Events of many ordering keys for one endpoint that wants them in order, and what came of them there. */
export class OrderedLoad {
  readonly arrivals: Pick<Arrival, 'status' | 'mark'>[] = [];
  readonly #taken = new Set<string>();

  private constructor(
    private readonly tenant: Tenant,
    private readonly options: OrderedLoadOptions,
  ) {}

  static async open(world: World, options: OrderedLoadOptions, chance: Chance): Promise<OrderedLoad> {
    const tenant = await world.deployment.tenant();
    const load = new OrderedLoad(tenant, options);
    const mailbox = world.mailbox();
    mailbox.otherwise = (response, { body }) => {
      const mark = markOf(body);
      const status = chance.next() < options.refusedShare ? 500 : 204;
      response.writeHead(status).end();
      load.arrivals.push({ status, mark });
      if (isTaken({ status })) load.#taken.add(JSON.stringify(mark));
    };
    await tenant.register(mailbox, { url: world.urlOf(mailbox), ordering: 'key', maxInFlight: MAX_IN_FLIGHT });
    return load;
  }

  /** How many events were taken at least once. */
  get taken(): number {
    return this.#taken.size;
  }

  /** Publishes all of them, each key's in the order of their numbers; rejects when one isn't accepted. */
  async publish(): Promise<void> {
    const { events, keys, perSecond } = this.options;
    const startMs = performance.now();
    for (let from = 0; from < events; from += BATCH) {
      const marks = Array.from({ length: Math.min(BATCH, events - from) }, (_, index): Mark => {
        const number = from + index;
        return { key: `key-${number % keys}`, seq: Math.floor(number / keys) };
      });
      const results = await this.tenant.publishBatch(marks.map((data) => ({ data, orderingKey: data.key })));
      const refused = results.find(({ status }) => status !== 202);
      if (refused) throw new Error(`an event wasn’t accepted: ${JSON.stringify(refused)}`);
      await wait(Math.max(0, startMs + ((from + BATCH) / perSecond) * 1000 - performance.now()));
    }
  }
}
