import type { KafkaClient } from '@postrider/kafka';
import type { Log, Metrics } from '@postrider/observability';
import {
  advanceJob,
  cancelStep,
  holdStep,
  lockOpenJob,
  logPositions,
  redriveStep,
  releaseStep,
  setJobWaits,
  type JobStep,
  type LogPosition,
  type OpenJob,
  type Sql,
  type Statements,
} from '@postrider/persistence';
import { topics } from '@postrider/schemas';
import { backOffMs, type Clock } from '@postrider/time';
import { Alarm } from '../retries/alarm.js';

/** Deliveries that one step of a job deals with, in one transaction. */
const STEP = 500;
const LOOK_MS = 10_000;
/** How soon a job that waits for the log is looked at again. */
const WAIT_MS = 250;
const BACK_OFF = { baseMs: 100, capMs: 5000 };

type Stepped =
  | { readonly kind: 'nothing_to_do'; readonly askedMs: number }
  /** The log hasn't come to where the job begins; `unasked` says that nobody has looked yet where that is. */
  | { readonly kind: 'waiting'; readonly job: string; readonly unasked: boolean }
  /** So many deliveries were changed. */
  | { readonly kind: 'stepped'; readonly job: string; readonly changed: number };

/** A job that is passed over for a while. */
interface Rest {
  readonly untilMs: number;
  /** Steps that failed in a row. */
  readonly failures: number;
}

/**
 * Works through jobs, step by step: a step's work and how far the job has come are one transaction, so that a killed
 * job goes on where it was and deals with each delivery once. Replicas take different jobs. One that fails rests, longer
 * each time, and the others go on.
 */
export class JobRunner {
  readonly #alarm: Alarm;
  readonly #steps;
  readonly #resting = new Map<string, Rest>();
  #stopped = false;

  constructor(
    private readonly sql: Sql,
    private readonly client: KafkaClient,
    private readonly changed: () => void,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#alarm = new Alarm(clock);
    this.#steps = metrics.counter({
      name: 'job_deliveries_total',
      help: 'Deliveries that jobs dealt with, by kind of job.',
      labels: ['kind'],
    });
  }

  start(): void {
    void this.#run();
  }

  /** There may be a new job. */
  wake(): void {
    this.#alarm.ring();
  }

  stop(): void {
    this.#stopped = true;
    this.#alarm.ring();
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#stopped;) {
      /** Which job a failure is about; where there is none, it's the database, and would be for any. */
      let at: string | undefined;
      try {
        const stepped = await this.#step((job) => (at = job));
        failures = 0;
        await this.#follow(stepped);
      } catch (error) {
        if (at === undefined) failures += 1;
        const inARow = at === undefined ? failures : (this.#resting.get(at)?.failures ?? 0) + 1;
        const waitMs = backOffMs(BACK_OFF, inARow);
        this.log.warn({ error, waitMs, job: at }, 'job.step-failed');
        if (at === undefined) await this.clock.wait(waitMs);
        else this.#rest(at, waitMs, inARow);
      }
    }
  }

  async #follow(stepped: Stepped): Promise<void> {
    switch (stepped.kind) {
      case 'nothing_to_do':
        return this.#alarm.sleep(this.#untilNextMs(stepped.askedMs));
      case 'waiting':
        // Not within the transaction: what Kafka takes must hold no lock.
        if (stepped.unasked) return setJobWaits(this.sql, stepped.job, await this.#endsOfLog());
        this.#rest(stepped.job, WAIT_MS, 0);
        return;
      case 'stepped':
        this.#resting.delete(stepped.job);
        // Once it's committed: whoever looks before that sees nothing, and looks again much later.
        if (stepped.changed > 0) this.changed();
    }
  }

  #rest(job: string, forMs: number, failures: number): void {
    this.#resting.set(job, { untilMs: this.clock.monotonic() + forMs, failures });
  }

  /** When nothing was found but what rested as was asked: how long until the first of that. */
  #untilNextMs(askedMs: number): number {
    let nextMs = LOOK_MS;
    for (const [job, { untilMs }] of this.#resting) {
      // Its time came and it wasn't found: it's done, or another process is at it.
      if (untilMs <= askedMs) this.#resting.delete(job);
      else nextMs = Math.min(nextMs, Math.max(0, untilMs - this.clock.monotonic()));
    }
    return nextMs;
  }

  #step(took: (job: string) => void): Promise<Stepped> {
    const askedMs = this.clock.monotonic();
    const resting = [...this.#resting].filter(([, { untilMs }]) => untilMs > askedMs).map(([job]) => job);
    return this.sql.transaction(async (statements) => {
      const job = await lockOpenJob(statements, resting);
      if (!job) return { kind: 'nothing_to_do', askedMs };
      took(job.id);
      if (job.kind === 'redrive' && !job.waitsFor) return { kind: 'waiting', job: job.id, unasked: true };
      if (!(await hasCome(statements, job.waitsFor ?? []))) return { kind: 'waiting', job: job.id, unasked: false };
      const step = await work(statements, job);
      await advanceJob(statements, job.id, step);
      this.#steps.inc({ kind: job.kind }, step.changed);
      if (step.finished)
        this.log.info({ job: job.id, kind: job.kind, tenant: job.tenant, endpoint: job.endpoint }, 'job.finished');
      return { kind: 'stepped', job: job.id, changed: step.changed };
    });
  }

  /** A redrive is about all that had happened when it was asked for: the log has to come so far first. */
  async #endsOfLog(): Promise<LogPosition[]> {
    const admin = await this.client.admin();
    try {
      const ends: LogPosition[] = [];
      for (const topic of [topics.deliveries.name, topics.attempts.name]) {
        for (const [partition, next] of await admin.endOffsets(topic)) ends.push({ topic, partition, next });
      }
      return ends;
    } finally {
      await admin.disconnect();
    }
  }
}

/** Whether the log has come to these positions. */
async function hasCome(statements: Statements, to: readonly LogPosition[]): Promise<boolean> {
  if (to.length === 0) return true;
  const positions = new Map(
    (await logPositions(statements)).map(({ topic, partition, next }) => [`${topic}:${partition}`, next]),
  );
  return to.every(({ topic, partition, next }) => (positions.get(`${topic}:${partition}`) ?? 0) >= next);
}

function work(statements: Statements, job: OpenJob): Promise<JobStep> {
  switch (job.kind) {
    case 'redrive':
      return redriveStep(statements, job, STEP);
    case 'hold':
      return holdStep(statements, job, STEP);
    case 'release':
      return releaseStep(statements, job, STEP);
    case 'cancel':
      return cancelStep(statements, job, STEP);
  }
}
