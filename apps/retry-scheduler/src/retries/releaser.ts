import { partitionOf, type GroupCommitProducer, type KafkaConfig } from '@postrider/kafka';
import type { Log, Metrics } from '@postrider/observability';
import {
  awaitReports,
  expireRetries,
  leaseDueRetries,
  logPositions,
  nextLookMs,
  postponeRetries,
  retryBacklog,
  type DueRetry,
  type LeaseOptions,
  type RetryBacklog,
  type Sql,
} from '@postrider/persistence';
import { encodeRedelivery, mintId, topics, type AcceptedEvent } from '@postrider/schemas';
import { backOffMs, type Clock } from '@postrider/time';
import type { Tracing } from '@postrider/tracing';
import { untilLogCaughtUp } from '../recovery/until-log-caught-up.js';
import { Alarm } from './alarm.js';
import { releaseStep } from './release-step.js';
import type { TransformAgain } from './transform-again.js';

const BATCH = 500;
/** What a batch holds in memory while it's produced; 500 of the largest events would be 128 MiB. */
const BATCH_BYTES = 16 * 1024 * 1024;
/** Longer than any produce request may take; whoever dies with a lease gives it back after this. */
const LEASE_SECONDS = 30;
/**
 * For how long the report of what was released is awaited before it's released again: the report may lie in the
 * dead-letter topic. Longer than an owner may need for all that it keeps of an endpoint that always hangs, 64 times 30 s:
 * what it still has must not be sent twice.
 */
const REPORT_SECONDS = 2700;
/** What is due is looked for at least this often, should another process have planned it and died. */
const LOOK_MS = 10_000;
/** The sleep when an endpoint's time has come and whoever writes the log holds it for a moment. */
const NAP_MS = 20;
/** Every so many rounds what is behind goes first: so some of it is released of an endpoint that always has too much. */
const BEHIND_FIRST_EVERY = 4;
/** And so seldom what jobs brought: it must neither hold up what is live nor wait for ever. */
const LAST_FIRST_EVERY = 20;
const BACK_OFF = { baseMs: 100, capMs: 5000 };
/** How long an attempt waits whose event the log hasn't come to yet. */
const LOG_WAIT_MS = 500;

interface Ready {
  readonly retry: DueRetry;
  readonly event: AcceptedEvent;
}

/** What goes first in a round of the releaser. */
function preferred(round: number): LeaseOptions['prefer'] {
  if (round % LAST_FIRST_EVERY === 0) return 'last';
  return round % BEHIND_FIRST_EVERY === 0 ? 'behind' : 'ahead';
}

/**
 * Puts what is due on postrider.redeliveries: of each endpoint the oldest, first attempts before retries, and no more than
 * its owner said that it can take. An attempt is leased, produced, and then awaited: a crash between sends it again, and
 * none loses it. Replicas lease different ones.
 */
export class Releaser {
  readonly #lease: string;
  readonly #alarm: Alarm;
  readonly #partitions: number;
  readonly #released;
  readonly #lateness;
  #rounds = 0;
  #stopped = false;

  constructor(
    private readonly sql: Sql,
    private readonly producer: GroupCommitProducer,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly transforms: Pick<TransformAgain, 'run'>,
    config: KafkaConfig,
    metrics: Metrics,
    private readonly tracing: Tracing,
  ) {
    this.#lease = mintId('job', clock.now());
    this.#alarm = new Alarm(clock);
    this.#partitions = config.KAFKA_ENDPOINT_PARTITIONS;
    this.#released = metrics.counter({
      name: 'retries_released_total',
      help: 'Attempts whose time came, by what became of them.',
      labels: ['outcome'],
    });
    this.#lateness = metrics.histogram({
      name: 'retry_release_seconds',
      help: 'From leasing what is due to having it on Kafka.',
    });
    metrics.gauge({ name: 'retries_planned', help: 'Attempts that wait for their time.' }, async (gauge) =>
      gauge.set((await this.#backlog()).planned),
    );
    metrics.gauge(
      { name: 'redeliveries_under_way', help: 'Attempts that were released and not reported yet.' },
      async (gauge) => gauge.set((await this.#backlog()).underWay),
    );
    metrics.gauge({ name: 'deliveries_held', help: 'Deliveries that are held.' }, async (gauge) =>
      gauge.set((await this.#backlog()).held),
    );
    metrics.gauge(
      { name: 'retries_overdue_seconds', help: 'For how long the oldest planned attempt has been due.' },
      async (gauge) => gauge.set((await this.#backlog()).overdueSeconds),
    );
  }

  start(): void {
    void this.#run();
  }

  /** Something may be due sooner than was known. */
  wake(): void {
    this.#alarm.ring();
  }

  stop(): void {
    this.#stopped = true;
    this.#alarm.ring();
  }

  async #run(): Promise<void> {
    await untilLogCaughtUp(this.sql, this.clock, this.log, () => this.#stopped);
    for (let failures = 0; !this.#stopped;) {
      try {
        const released = await this.#release();
        failures = 0;
        if (released === 0) {
          const nextMs = (await nextLookMs(this.sql)) ?? LOOK_MS;
          await this.#alarm.sleep(nextMs > 0 ? Math.min(LOOK_MS, nextMs) : NAP_MS);
        }
      } catch (error) {
        failures += 1;
        const waitMs = backOffMs(BACK_OFF, failures);
        this.log.warn({ error, waitMs }, 'retries.release-failed');
        await this.clock.wait(waitMs);
      }
    }
  }

  async #release(): Promise<number> {
    const startMs = this.clock.monotonic();
    const prefer = preferred(++this.#rounds);
    const due = await this.sql.transaction((statements) =>
      leaseDueRetries(statements, {
        lease: this.#lease,
        leaseSeconds: LEASE_SECONDS,
        limit: BATCH,
        bytes: BATCH_BYTES,
        prefer,
      }),
    );
    if (due.length === 0) return 0;
    const whole = due.flatMap((retry) => (retry.event ? [{ retry, event: retry.event }] : []));
    // Aside: a script takes its time, and there is nothing to send before.
    for (const { retry, event } of whole)
      if (retry.failed) void this.transforms.run(retry, event, this.#lease).then(() => this.wake());
    const ready = whole.filter(({ retry }) => !retry.failed);
    const sent = await Promise.all(ready.map((one) => this.#send(one)));
    this.#lateness.observe((this.clock.monotonic() - startMs) / 1000);
    await this.#finish(
      'released',
      ready.filter((_, index) => sent[index]).map(({ retry }) => retry),
      (ids) => awaitReports(this.sql, this.#lease, ids, REPORT_SECONDS),
    );
    await this.#finish(
      'postponed',
      ready.filter((_, index) => !sent[index]).map(({ retry }) => retry),
      (ids) => postponeRetries(this.sql, this.#lease, ids, BACK_OFF.capMs),
    );
    await this.#withoutEvents(due.filter(({ event }) => !event));
    return due.length;
  }

  /** The log may not have come to the event yet; or it's gone, and with it what there was to send. */
  async #withoutEvents(retries: readonly DueRetry[]): Promise<void> {
    if (retries.length === 0) return;
    const positions = new Map(
      (await logPositions(this.sql)).map(({ topic, partition, next }) => [`${topic}:${partition}`, next]),
    );
    const isPassed = ({ origin }: DueRetry): boolean =>
      !origin || (positions.get(`${topics.deliveries.name}:${origin.partition}`) ?? 0) > origin.offset;
    const passed = retries.filter(isPassed).map(({ deliveryId }) => deliveryId);
    const expired =
      passed.length > 0
        ? await this.sql.transaction((statements) => expireRetries(statements, this.#lease, passed))
        : new Set<string>();
    if (expired.size > 0) this.#released.inc({ outcome: 'expired' }, expired.size);
    await this.#finish(
      'postponed',
      retries.filter(({ deliveryId }) => !expired.has(deliveryId)),
      (ids) => postponeRetries(this.sql, this.#lease, ids, LOG_WAIT_MS),
    );
  }

  async #finish(
    outcome: string,
    retries: readonly DueRetry[],
    write: (deliveryIds: readonly string[]) => Promise<void>,
  ): Promise<void> {
    if (retries.length === 0) return;
    await write(retries.map(({ deliveryId }) => deliveryId));
    this.#released.inc({ outcome }, retries.length);
  }

  /** Whether it's on Kafka; what failed may be there too, and is sent again. */
  async #send({ retry, event }: Ready): Promise<boolean> {
    const { deliveryId: id, endpoint, subscription, trigger, run, step, number, since, resumeAt, headSince } = retry;
    const { order, behind, change } = retry;
    const turn = {
      trigger,
      run,
      step,
      number,
      ...(since !== null && { since }),
      ...(resumeAt !== null && { resumeAt }),
      ...(headSince !== null && { headSince }),
    };
    const { trace: context } = event.meta;
    const trace = context && this.tracing.follow(context, releaseStep(retry));
    const redelivery = {
      event,
      plan: {
        id,
        endpoint,
        ...(subscription !== null && { subscription }),
        turn,
        ...(order !== null && { order }),
        ...(behind !== null && { behind }),
      },
      ...(change && { change }),
    };
    const sent = this.producer.send({
      topic: topics.redeliveries.name,
      partition: partitionOf(endpoint, this.#partitions),
      ...encodeRedelivery(redelivery, trace?.context),
    });
    try {
      await (trace ? trace.until(sent) : sent);
      return true;
    } catch (error) {
      this.log.warn({ error, delivery: id }, 'retry.release-failed');
      return false;
    }
  }

  async #backlog(): Promise<RetryBacklog> {
    const { NaN: unknown } = Number;
    return retryBacklog(this.sql).catch(() => ({
      planned: unknown,
      held: unknown,
      underWay: unknown,
      overdueSeconds: unknown,
    }));
  }
}
