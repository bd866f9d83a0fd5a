import type { KafkaClient } from '@postrider/kafka';
import type { Log, Metrics } from '@postrider/observability';
import {
  advanceJob,
  ASKED_JOBS,
  cancelEventStep,
  cancelStep,
  holdStep,
  lockOpenJob,
  logPositions,
  redriveStep,
  releaseStep,
  replaysEvents,
  replayStep,
  retryStep,
  setJobWaits,
  waitingOfJobs,
  type JobStep,
  type LogPosition,
  type OpenJob,
  type Sql,
  type Statements,
} from '@postrider/persistence';
import { topics } from '@postrider/schemas';
import { backOffMs, type Clock } from '@postrider/time';
import { Alarm } from '../retries/alarm.js';
import { KafkaEnds } from './kafka-ends.js';

/** Deliveries that one step of a job deals with, in one transaction. */
const STEP = 500;
const LOOK_MS = 10_000;
/** How soon a job that waits for the log is looked at again. */
const WAIT_MS = 250;
/** How many deliveries a job that was asked for begins in a second unless it says so: what is live shares the database with it. */
const PER_SECOND = 1000;
/** Between two of its steps, also when they found nothing to do. */
const STEP_REST_MS = 20;
/** So many attempts that jobs brought may wait for their release, of one endpoint: what is planned can't be called off with its job. */
const WAITING = 1000;
const BACK_OFF = { baseMs: 100, capMs: 5000 };

type Stepped =
  | { readonly kind: 'nothing_to_do'; readonly askedMs: number }
  /** The log hasn't come to where the job begins, or the endpoint has enough to do; `ask` says what has to be asked of Kafka. */
  | { readonly kind: 'waiting'; readonly job: string; readonly ask: Question }
  /** So many deliveries were changed, and the next step is made so much later. */
  | { readonly kind: 'stepped'; readonly job: string; readonly changed: number; readonly restMs: number };

/** Where the log has to come to for a job; before that, where the fan-out has to, and whether it has. */
type Question =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'end_of_log' }
  | { readonly kind: 'end_of_events' }
  | { readonly kind: 'fan_out'; readonly to: readonly LogPosition[] };

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
  readonly #ends: KafkaEnds;
  readonly #steps;
  readonly #resting = new Map<string, Rest>();
  #stopped = false;

  constructor(
    private readonly sql: Sql,
    client: KafkaClient,
    private readonly changed: () => void,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#alarm = new Alarm(clock);
    this.#ends = new KafkaEnds(client);
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
        if (stepped.ask.kind === 'nothing') this.#rest(stepped.job, WAIT_MS, 0);
        else this.#ask(stepped.job, stepped.ask);
        return;
      case 'stepped':
        if (stepped.restMs > 0) this.#rest(stepped.job, stepped.restMs, 0);
        else this.#resting.delete(stepped.job);
        // Once it's committed: whoever looks before that sees nothing, and looks again much later.
        if (stepped.changed > 0) this.changed();
    }
  }

  /** The job rests until Kafka has answered, and the others go on: what Kafka takes must hold up nobody, and no lock. */
  #ask(job: string, ask: Question): void {
    const failures = this.#resting.get(job)?.failures ?? 0;
    this.#rest(job, Infinity, failures);
    void this.#answer(job, ask)
      .then(
        (answered) => {
          if (answered) this.#resting.delete(job);
          else this.#rest(job, WAIT_MS, 0);
        },
        (error: unknown) => {
          const waitMs = backOffMs(BACK_OFF, failures + 1);
          this.log.warn({ error, waitMs, job }, 'job.question-failed');
          this.#rest(job, waitMs, failures + 1);
        },
      )
      .then(() => this.#alarm.ring());
  }

  /** Whether what the job waits for next is known now. */
  async #answer(job: string, ask: Question): Promise<boolean> {
    if (ask.kind === 'fan_out' && !(await this.#ends.areFannedOut(ask.to))) return false;
    const ends = await (ask.kind === 'end_of_events' ? this.#ends.ofEvents() : this.#ends.ofLog());
    await setJobWaits(this.sql, job, ends);
    return true;
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
      const ask = await questionOf(statements, job);
      if (ask) return { kind: 'waiting', job: job.id, ask };
      const isAsked = ASKED_JOBS.includes(job.kind);
      const perSecond = job.perSecond ?? PER_SECOND;
      const limit = isAsked ? Math.min(await roomFor(statements, job), Math.ceil(perSecond / 2)) : STEP;
      if (limit === 0) return { kind: 'waiting', job: job.id, ask: { kind: 'nothing' } };
      const step = await work(statements, job, limit);
      const restMs = isAsked ? Math.max(STEP_REST_MS, (step.changed * 1000) / perSecond) : 0;
      await advanceJob(statements, job.id, step, restMs);
      this.#steps.inc({ kind: job.kind }, step.changed);
      if (step.finished)
        this.log.info({ job: job.id, kind: job.kind, tenant: job.tenant, endpoint: job.endpoint }, 'job.finished');
      return { kind: 'stepped', job: job.id, changed: step.changed, restMs };
    });
  }
}

/**
 * What a job still has to know or wait for; undefined when it may go on. One that was asked for is about all that had happened by
 * then: the log has to come so far first. One that goes by events needs their deliveries there, or it would make them again.
 */
async function questionOf(statements: Statements, job: OpenJob): Promise<Question | undefined> {
  const needsFanOut = replaysEvents(job) || cancelsEvent(job);
  if (!ASKED_JOBS.includes(job.kind) && !needsFanOut) return undefined;
  if (!job.waitsFor) return { kind: needsFanOut ? 'end_of_events' : 'end_of_log' };
  if (job.waitsFor.some(({ topic }) => topic === topics.events.name)) return { kind: 'fan_out', to: job.waitsFor };
  return (await hasCome(statements, job.waitsFor)) ? undefined : { kind: 'nothing' };
}

/** Somebody calls an event off; else what is open of an endpoint or tenant is cancelled, since that is gone. */
const cancelsEvent = ({ kind, scope }: OpenJob): boolean => kind === 'cancel' && scope.event !== undefined;

/** How many deliveries a step may begin without its endpoint having more waiting than it should. */
async function roomFor(statements: Statements, { endpoint }: OpenJob): Promise<number> {
  if (endpoint === null) return STEP;
  return Math.min(STEP, WAITING - (await waitingOfJobs(statements, endpoint, WAITING)));
}

/** Whether the log has come to these positions. */
async function hasCome(statements: Statements, to: readonly LogPosition[]): Promise<boolean> {
  if (to.length === 0) return true;
  const positions = new Map(
    (await logPositions(statements)).map(({ topic, partition, next }) => [`${topic}:${partition}`, next]),
  );
  return to.every(({ topic, partition, next }) => (positions.get(`${topic}:${partition}`) ?? 0) >= next);
}

function work(statements: Statements, job: OpenJob, limit: number): Promise<JobStep> {
  switch (job.kind) {
    case 'redrive':
      return redriveStep(statements, job, limit);
    case 'retry':
      return retryStep(statements, job, limit);
    case 'replay':
    case 'backfill':
      return replaysEvents(job) ? replayStep(statements, job, limit) : redriveStep(statements, job, limit);
    case 'hold':
      return holdStep(statements, job, limit);
    case 'release':
      return releaseStep(statements, job, limit);
    case 'cancel':
      return cancelsEvent(job) ? cancelEventStep(statements, job, limit) : cancelStep(statements, job, limit);
  }
}
