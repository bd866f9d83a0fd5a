import { setTimeout as wait } from 'node:timers/promises';
import { familyCpuMs } from '../process-cost.js';
import type { Observed } from './measured.js';
import type { PublishPlan } from './publish.js';
import type { PublisherCalls } from './publisher-worker.js';
import type { ReceiverCalls } from './receiver-worker.js';
import { CalledWorker } from './worker-calls.js';

/** What is to arrive of a load. */
export interface Expectation {
  /** Deliveries of each event, or of the event with a number; one when left out. */
  readonly fan?: number | ((number: number) => number);
  /** How long nothing may arrive before what is still missing is given up. */
  readonly patienceMs?: number;
  /** Done when all is published, before what is missing is waited for. */
  readonly whenPublished?: () => Promise<void>;
}

const POLL_MS = 50;
/** The log is written after the delivery: what that costs is the delivery's too. */
const SETTLE_MS = 2000;
const PATIENCE_MS = 30_000;
/** However slowly it still arrives: a benchmark ends. */
const LONGEST_WAIT_MS = 15 * 60_000;

/** The outside of a benchmark: a thread that publishes and one that receives. */
export class LoadRig {
  #run = 0;

  private constructor(
    private readonly publisher: CalledWorker<PublisherCalls>,
    private readonly receiver: CalledWorker<ReceiverCalls>,
    private readonly port: number,
  ) {}

  static async start(): Promise<LoadRig> {
    const receiver = new CalledWorker<ReceiverCalls>(new URL('./receiver-worker.js', import.meta.url));
    const port = await receiver.call('port', undefined);
    return new LoadRig(new CalledWorker(new URL('./publisher-worker.js', import.meta.url)), receiver, port);
  }

  /** The endpoint number `group`: one that answers at once, or one that hangs while the gate is closed. */
  endpointUrl(group: number, kind: 'in' | 'hang' = 'in'): string {
    return `http://127.0.0.1:${this.port}/${kind}/${group}`;
  }

  get receiverPort(): number {
    return this.port;
  }

  async setGate(isOpen: boolean): Promise<void> {
    await this.receiver.call('setGate', { isOpen });
  }

  /** Publishes, waits until all has arrived or nothing more does, and answers what was seen. */
  async observe(plan: Omit<PublishPlan, 'run'>, expectation: Expectation = {}): Promise<Observed> {
    const { fan = 1, patienceMs = PATIENCE_MS, whenPublished } = expectation;
    const fanOf = typeof fan === 'number' ? () => fan : fan;
    const run = ++this.#run;
    await this.receiver.call('begin', { run });
    const cpuBeforeMs = familyCpuMs();
    const published = await this.publisher.call('publish', { ...plan, run });
    await whenPublished?.();
    const expected = published.ackMs.reduce((sum, each, number) => sum + (Number.isNaN(each) ? 0 : fanOf(number)), 0);
    await this.#arrived(expected, patienceMs);
    await wait(SETTLE_MS);
    const cpuMs = familyCpuMs() - cpuBeforeMs;
    return { published, arrivals: await this.receiver.call('arrivals', undefined), fan: fanOf, cpuMs };
  }

  async stop(): Promise<void> {
    await Promise.all([this.publisher.stop(), this.receiver.stop()]);
  }

  async #arrived(expected: number, patienceMs: number): Promise<void> {
    let count = 0;
    const startMs = performance.now();
    let movedAtMs = startMs;
    while (performance.now() - movedAtMs < patienceMs && performance.now() - startMs < LONGEST_WAIT_MS) {
      const now = await this.receiver.call('count', undefined);
      if (now >= expected) return;
      if (now > count) movedAtMs = performance.now();
      count = now;
      await wait(POLL_MS);
    }
  }
}
