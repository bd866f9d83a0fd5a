import { isDeepStrictEqual } from 'node:util';
import { type Deployment, type Mailbox, type NotAccepted, OpenLoop, status, type Tenant } from '@postrider/outside';
import { DeliveryPage } from '@postrider/schemas';
import { eventually } from '@postrider/testing';

/** Endpoints lie in different partitions, so that several are needed for a replica to have a share of the work. */
export const ENDPOINTS = 4;
/** Enough for what has piled up meanwhile to be sent rather than parked: that would come back minutes later. */
export const MAX_IN_FLIGHT = 100;
/** One after another, before the load: all of it at once, on processes that never did it, would be parked too. */
const WARM_ROUNDS = 20;
/** One event in so many is refused by its receiver at first, so that retries are always under way as well. */
const REFUSED_FIRST = 20;
/**
 * Seconds, where the machine keeps up. Where it stalls, what its receivers are slow to take is parked for 5 min at most;
 * only then is it lost.
 */
const SETTLE_MS = 330_000;
const FLOW_MS = 60_000;

interface Lane {
  readonly tenant: Tenant;
  readonly mailbox: Mailbox;
  readonly load: OpenLoop;
  /** How often each event was taken with a 2xx. */
  readonly taken: Map<string, number>;
}

/** A steady load over several tenants with an endpoint each, and the account of it: what Postrider owes, and what came. */
export class Traffic {
  private constructor(private readonly lanes: readonly Lane[]) {}

  static async start({ receiver, tenant }: TrafficSource, perSecond: number): Promise<Traffic> {
    const prepared = await Promise.all(
      Array.from({ length: ENDPOINTS }, async () => {
        const [publisher, mailbox] = [await tenant(), receiver.mailbox()];
        await publisher.register(mailbox, { maxInFlight: MAX_IN_FLIGHT });
        return { tenant: publisher, mailbox, taken: refusingSome(mailbox) };
      }),
    );
    for (let round = 0; round < WARM_ROUNDS; round++) {
      const sent = prepared.map(async ({ tenant: publisher, mailbox }) => {
        const { id } = await publisher.publish({ data: { round } });
        await mailbox.arrival(id);
      });
      await Promise.all(sent);
    }
    return new Traffic(prepared.map((lane) => ({ ...lane, load: new OpenLoop(lane.tenant, perSecond / ENDPOINTS) })));
  }

  get acknowledged(): number {
    return sum(this.lanes.map(({ load }) => load.acknowledged.length));
  }

  get notAccepted(): readonly NotAccepted[] {
    return this.lanes.flatMap(({ load }) => load.notAccepted);
  }

  /** Why requests weren't accepted, each reason once. */
  get complaints(): string[] {
    const reasons = this.notAccepted.map(({ error }) =>
      error instanceof Error ? `${error.message}: ${String(error.cause)}` : String(error),
    );
    return [...new Set(reasons)];
  }

  /** Waits until so many more events than now were acknowledged. */
  async acknowledges(count: number, withinMs = FLOW_MS): Promise<void> {
    const wanted = this.acknowledged + count;
    await eventually(`${count} more events to be acknowledged`, () => this.acknowledged >= wanted, withinMs);
  }

  /** Waits until so many more deliveries than now were taken. */
  async delivers(count: number, withinMs = FLOW_MS): Promise<void> {
    const taken = (): number => sum(this.lanes.map((lane) => lane.taken.size));
    const wanted = taken() + count;
    await eventually(`${count} more events to be delivered`, () => taken() >= wanted, withinMs);
  }

  async stop(): Promise<void> {
    await Promise.all(this.lanes.map(({ load }) => load.stop()));
  }

  /** Waits until all that was acknowledged has been delivered, and the log says so of every delivery that it has. */
  async settles(): Promise<void> {
    for (const { tenant, load, taken } of this.lanes) {
      const missing = (): string[] => load.ids.filter((id) => !taken.has(id));
      await eventually('all that was acknowledged to be delivered', () => missing().length === 0, SETTLE_MS).catch(
        async () => {
          const [first = '', ...others] = missing();
          throw new Error(
            `${first} and ${others.length} of ${load.ids.length} never came: ${await told(tenant, first)}`,
          );
        },
      );
    }
    for (const { tenant, load } of this.lanes) {
      let open: unknown[] = [];
      const logged = async (): Promise<boolean> => {
        const deliveries = await everyDelivery(tenant);
        open = deliveries.filter((delivery) => delivery.status !== 'delivered');
        const delivered = new Set(deliveries.map(({ event }) => event));
        return open.length === 0 && load.ids.every((id) => delivered.has(id));
      };
      await eventually('the log to say so', logged, SETTLE_MS).catch((error: unknown) => {
        throw new Error(`${String(error)}; open: ${JSON.stringify(open.slice(0, 3))}`);
      });
    }
  }

  /** How often an endpoint that had taken an event was sent it again. */
  get repeats(): number {
    return sum(this.lanes.flatMap(({ taken }) => [...taken.values()].map((times) => times - 1)));
  }

  /**
   * What came that no receiver could make sense of: not signed, or the same event under two ids, or two events under
   * one. Every event has data of its own.
   */
  get senseless(): unknown[] {
    return this.lanes.flatMap(({ mailbox, load }) => {
      const firstOf = new Map<string, Buffer>();
      const idOf = new Map<string, string>();
      return mailbox.requests.flatMap(({ id, body, verified }) => {
        const { data } = JSON.parse(body.toString('utf8')) as { data: unknown };
        const of = JSON.stringify(data);
        const first = firstOf.get(id) ?? body;
        const known = idOf.get(of) ?? id;
        firstOf.set(id, first);
        idOf.set(of, known);
        const whole = isDeepStrictEqual(first, body);
        return verified && whole && known === id ? [] : [{ id, known, verified, whole, load: load.ids.includes(id) }];
      });
    });
  }
}

/** What a load is put on: a deployment, as far as it's needed. */
interface TrafficSource {
  readonly receiver: Deployment['receiver'];
  readonly tenant: () => Promise<Tenant>;
}

/** Has a mailbox refuse one event in {@link REFUSED_FIRST} the first time that it comes; answers the count of what it took. */
function refusingSome(mailbox: Mailbox): Map<string, number> {
  const refused = new Set<string>();
  const taken = new Map<string, number>();
  let events = 0;
  mailbox.otherwise = (response, request) => {
    const { id } = request;
    if (!refused.has(id) && !taken.has(id) && events++ % REFUSED_FIRST === 0) {
      refused.add(id);
      status(500)(response, request);
      return;
    }
    taken.set(id, (taken.get(id) ?? 0) + 1);
    status(204)(response, request);
  };
  return taken;
}

/** What the log tells of an event. */
const told = (tenant: Tenant, event: string): Promise<string> =>
  tenant.event(event).then(({ deliveries }) => JSON.stringify(deliveries), String);

/** All pages of a tenant's deliveries. */
async function everyDelivery(tenant: Tenant) {
  const all = [];
  for (let cursor = ''; ;) {
    const path = tenant.path(`/deliveries?limit=250${cursor}`);
    const { data, nextCursor } = await tenant.client.get(DeliveryPage, 'subscription', 'GET', path);
    all.push(...data);
    if (nextCursor === null) return all;
    cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
