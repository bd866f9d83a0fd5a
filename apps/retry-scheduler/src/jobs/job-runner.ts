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

interface Stepped {
  readonly result: 'nothing_to_do' | 'waiting' | 'stepped';
  readonly job?: string;
  /** Deliveries that were changed. */
  readonly changed?: number;
}

/**
 * Works through jobs, step by step: a step's work and how far the job has come are one transaction, so that a killed
 * job goes on where it was and deals with each delivery once. Replicas take different jobs.
 */
export class JobRunner {
  readonly #alarm: Alarm;
  readonly #steps;
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
    /** Jobs that wait for the log: passed over until there is nothing else. */
    let waiting: string[] = [];
    for (let failures = 0; !this.#stopped;) {
      try {
        const { result, job, changed = 0 } = await this.#step(waiting);
        failures = 0;
        // Once it's committed: whoever looks before that sees nothing, and looks again much later.
        if (changed > 0) this.changed();
        if (result === 'waiting' && job !== undefined) waiting.push(job);
        if (result === 'nothing_to_do') {
          await this.#alarm.sleep(waiting.length > 0 ? WAIT_MS : LOOK_MS);
          waiting = [];
        }
      } catch (error) {
        failures += 1;
        const waitMs = backOffMs(BACK_OFF, failures);
        this.log.warn({ error, waitMs }, 'job.step-failed');
        await this.clock.wait(waitMs);
      }
    }
  }

  #step(except: readonly string[]): Promise<Stepped> {
    return this.sql.transaction(async (statements) => {
      const job = await lockOpenJob(statements, except);
      if (!job) return { result: 'nothing_to_do' };
      if (!(await this.#mayStart(statements, job))) return { result: 'waiting', job: job.id };
      const step = await work(statements, job);
      await advanceJob(statements, job.id, step);
      this.#steps.inc({ kind: job.kind }, step.changed);
      if (step.finished)
        this.log.info({ job: job.id, kind: job.kind, tenant: job.tenant, endpoint: job.endpoint }, 'job.finished');
      return { result: 'stepped', job: job.id, changed: step.changed };
    });
  }

  /** A redrive is about all that had happened when it was asked for: the log has to have come so far. */
  async #mayStart(statements: Statements, job: OpenJob): Promise<boolean> {
    if (job.kind !== 'redrive') return true;
    const waitsFor = job.waitsFor ?? (await this.#endsOfLog());
    if (!job.waitsFor) await setJobWaits(statements, job.id, waitsFor);
    const positions = new Map(
      (await logPositions(statements)).map(({ topic, partition, next }) => [`${topic}:${partition}`, next]),
    );
    return waitsFor.every(({ topic, partition, next }) => (positions.get(`${topic}:${partition}`) ?? 0) >= next);
  }

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
