import { Metrics } from '@postrider/observability';
import { FIRST_TURN, mintId } from '@postrider/schemas';
import { ManualClock } from '@postrider/time';
import type { DeliveryJob } from '../../dispatch/delivery-job.js';
import { Lanes, laneName } from '../lanes.js';

const ENDPOINT = 'ep_1';
/** Fewer than in the real thing, so that a test's few make several. */
const TOGETHER = 3;
/** Far more than it takes to get everything through. */
const MOST_ROUNDS = 200;

interface Published {
  readonly id: string;
  readonly key: string;
  readonly order: number;
}

interface Released extends Published {
  readonly number: number;
  readonly behind: number | undefined;
}

interface Row extends Published {
  number: number;
  waits: boolean;
  underWay: boolean;
}

interface Report extends Published {
  readonly number: number;
  readonly became: 'through' | 'retry' | 'parked';
}

interface Attempt extends Published {
  readonly end: (became: Report['became']) => Promise<void>;
}

/** Which records of the two topics are done. */
interface Finished {
  readonly deliveries: Set<number>;
  readonly redeliveries: Set<number>;
}

/**
 * One partition of an endpoint that wants an order, with all that outlives an owner: both topics, what is committed of
 * them, the markers, the reports, and what the log makes of those. A test moves each part on, one step at a time.
 */
export class OrderedWorld {
  /** What went wrong: something was sent before all that goes before it was through. */
  readonly inversions: string[] = [];
  readonly #clock = new ManualClock();
  readonly #published: Published[] = [];
  readonly #deliveries: Published[] = [];
  readonly #redeliveries: Released[] = [];
  readonly #reports: Report[] = [];
  readonly #markers = new Set<string>();
  readonly #arrived = new Set<string>();
  #committed: Finished = { deliveries: new Set(), redeliveries: new Set() };
  #owner = this.#newOwner();
  /** The log: what is through, how many attempts it knows of, and what is to come again. */
  readonly #ended = new Set<string>();
  readonly #attempts = new Map<string, number>();
  readonly #rows = new Map<string, Row>();
  #applied = 0;
  #owns = true;
  #begun = 0;

  publish(key: string): void {
    const order = this.#published.length;
    const published = { id: mintId('dlv', order), key, order };
    this.#published.push(published);
    this.#deliveries.push(published);
  }

  /** The fan-out was killed, and fans the last ones out again. */
  publishAgain(count: number): void {
    this.#deliveries.push(...this.#published.slice(-count));
  }

  /** The owner takes in the next record of a topic. */
  async read(topic: keyof Finished): Promise<boolean> {
    const owner = this.#owner;
    const records: readonly (Published | Released)[] = topic === 'deliveries' ? this.#deliveries : this.#redeliveries;
    while (this.#committed[topic].has(owner.read[topic])) owner.read[topic] += 1;
    const offset = owner.read[topic];
    const record = records[offset];
    if (!record) return false;
    owner.read[topic] += 1;
    const { number, behind } = 'number' in record ? record : { number: 1, behind: undefined };
    const place = { orderingKey: record.key, order: { partition: 0, offset: record.order }, behind };
    void owner.lanes
      .push(jobOf(record, number, topic === 'deliveries' ? offset : undefined), place)
      .then(() => owner.finished[topic].add(offset));
    await this.#clock.advance(0);
    return true;
  }

  /** One of the attempts that are under way ends. */
  async end(which: number, became: Report['became']): Promise<boolean> {
    const attempts = [...this.#owner.attempts];
    const attempt = attempts[which % attempts.length];
    await attempt?.end(became);
    await this.#clock.advance(0);
    return attempt !== undefined;
  }

  /** Time passes in which the owner can't be sure that the lanes are still its own. */
  async unsureFor(ms: number): Promise<void> {
    this.#owns = false;
    await this.#clock.advance(ms);
    this.#owns = true;
  }

  /** How many attempts were begun. */
  get begun(): number {
    return this.#begun;
  }

  /** Attempts are cut off, as before a rejoin that leaves everything as it was. */
  async cut(): Promise<void> {
    this.#owner.lanes.cutAttempts();
    await this.#clock.advance(0);
  }

  commit(): void {
    const { deliveries, redeliveries } = this.#owner.finished;
    this.#committed = {
      deliveries: new Set([...this.#committed.deliveries, ...deliveries]),
      redeliveries: new Set([...this.#committed.redeliveries, ...redeliveries]),
    };
  }

  /** The owner dies; of its attempts that were under way, those that had arrived did arrive. */
  async kill(arrives: boolean): Promise<void> {
    if (arrives) for (const { id } of this.#owner.attempts) this.#arrived.add(id);
    this.#owner.isAlive = false;
    this.#owner = this.#newOwner();
    await this.#clock.advance(0);
  }

  /** The log applies the next report. */
  apply(): boolean {
    const report = this.#reports[this.#applied];
    if (!report) return false;
    this.#applied += 1;
    const { became, ...delivery } = report;
    const attempts = this.#attempts.get(report.id) ?? 0;
    if (became !== 'parked') this.#attempts.set(report.id, Math.max(attempts, report.number));
    if (became === 'through') this.#ended.add(report.id);
    if (this.#ended.has(report.id)) this.#rows.delete(report.id);
    else if (became === 'retry' || report.number > attempts)
      this.#plan({ ...delivery, number: report.number + (became === 'retry' ? 1 : 0) });
    this.#settle(report.key);
    return true;
  }

  /** What is due is released: in order, unless another row was passed over. */
  release(which = 0): boolean {
    const due = [...this.#rows.values()].filter(({ waits, underWay }) => !waits && !underWay).sort(byOrder);
    const row = due[which % due.length];
    if (!row) return false;
    row.underWay = true;
    const { id, key, order, number } = row;
    const before = this.#rowsOf(key).filter((other) => other.order < order);
    this.#redeliveries.push({ id, key, order, number, behind: before.at(-1)?.order });
    return true;
  }

  /** Somebody cancels one of those that are to come again. */
  cancel(which: number): void {
    const rows = [...this.#rows.values()];
    const row = rows[which % rows.length];
    if (!row) return;
    this.#rows.delete(row.id);
    this.#ended.add(row.id);
    this.#settle(row.key);
  }

  /** Everything goes well from here on; answers what never came. */
  async settles(): Promise<readonly string[]> {
    for (let round = 0, moved = true; moved; round++) {
      if (round > MOST_ROUNDS) throw new Error('it goes round for ever');
      moved = false;
      while (await this.read('deliveries')) moved = true;
      while (await this.read('redeliveries')) moved = true;
      while (await this.end(0, 'through')) moved = true;
      while (this.apply()) moved = true;
      while (this.release()) moved = true;
    }
    return this.#published.filter((one) => !this.#isThrough(one)).map(({ key, order }) => `${key}${order}`);
  }

  /** The lanes that a next owner would find blocked. */
  get blocked(): readonly string[] {
    return [...this.#markers];
  }

  #plan(row: Omit<Row, 'waits' | 'underWay'>): void {
    const waits = this.#rowsOf(row.key).some(({ order }) => order < row.order);
    this.#rows.set(row.id, { ...row, waits, underWay: false });
  }

  #settle(key: string): void {
    const rows = this.#rowsOf(key);
    if (rows.some(({ waits }) => !waits)) return;
    for (const row of rows.slice(0, TOGETHER)) row.waits = false;
  }

  #rowsOf(key: string): readonly Row[] {
    return [...this.#rows.values()].filter((row) => row.key === key).sort(byOrder);
  }

  #isThrough({ id }: Published): boolean {
    return this.#arrived.has(id) || this.#ended.has(id);
  }

  #newOwner(): Owner {
    const owner: Owner = {
      isAlive: true,
      attempts: new Set(),
      finished: { deliveries: new Set(), redeliveries: new Set() },
      read: { deliveries: 0, redeliveries: 0 },
      lanes: new Lanes(
        { push: (job) => this.#attempt(owner, job) },
        {
          park: (job) => ({ reported: this.#report(owner, job, 'parked') }),
        },
        {
          read: () => Promise.resolve(new Set(this.#markers)),
          block: async (endpoint, key) => {
            if (!owner.isAlive) return never();
            this.#markers.add(laneName(endpoint, key));
          },
          open: (endpoint, key) => {
            if (owner.isAlive) this.#markers.delete(laneName(endpoint, key));
            return Promise.resolve();
          },
        },
        this.#clock,
        {
          partitionOf: () => 0,
          owns: () => this.#owns,
          limits: { waitingPerEndpoint: 4, waitingBytesPerEndpoint: 1e6 },
        },
        new Metrics('test'),
      ),
    };
    return owner;
  }

  #attempt(owner: Owner, job: DeliveryJob): Promise<void> {
    this.#begun += 1;
    const published = publishedOf(job);
    const before = this.#published.filter(({ key, order }) => key === published.key && order < published.order);
    const overtaken = before.filter((one) => !this.#isThrough(one));
    if (owner.isAlive && overtaken.length > 0) this.inversions.push(`${published.key}${published.order}`);
    return new Promise((done) => {
      const attempt: Attempt = {
        ...published,
        end: async (became) => {
          owner.attempts.delete(attempt);
          over?.();
          if (became === 'through') this.#arrived.add(published.id);
          if (became !== 'through') await job.lane?.comesBack();
          await this.#report(owner, job, became);
          done();
        },
      };
      owner.attempts.add(attempt);
      const over = job.lane?.endedBy(() => {
        owner.attempts.delete(attempt);
        over?.();
        job.lane?.cutOff();
      });
    });
  }

  async #report(owner: Owner, job: DeliveryJob, became: Report['became']): Promise<void> {
    if (!owner.isAlive) return never();
    this.#reports.push({ ...publishedOf(job), number: job.turn.number, became });
  }
}

interface Owner {
  isAlive: boolean;
  readonly lanes: Lanes;
  readonly attempts: Set<Attempt>;
  readonly finished: Finished;
  readonly read: { deliveries: number; redeliveries: number };
}

const never = (): Promise<never> => new Promise(() => undefined);

const byOrder = (one: Published, other: Published): number => one.order - other.order;

const publishedOf = ({ ref: { id, orderingKey = '', order } }: DeliveryJob): Published => ({
  id,
  key: orderingKey,
  order: order?.offset ?? -1,
});

function jobOf({ id, key, order }: Published, number: number, offset: number | undefined): DeliveryJob {
  const at = '2026-01-01T00:00:00.000Z';
  const about = { tenant: 'acme', acceptedAt: at, orderingKey: key };
  return {
    ref: {
      ...about,
      id,
      event: 'evt_1',
      eventType: 'a',
      endpoint: ENDPOINT,
      order: { partition: 0, offset: order },
      ...(offset !== undefined && { origin: { partition: 0, offset } }),
    },
    turn: { ...FIRST_TURN, number },
    event: { meta: { ...about, id: 'evt_1', type: 'a', timestamp: at, idChosen: false }, data: Buffer.from('{}') },
  };
}
