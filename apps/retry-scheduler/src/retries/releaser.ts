import { partitionOf, type GroupCommitProducer, type KafkaConfig } from '@postrider/kafka';
import type { Log, Metrics } from '@postrider/observability';
import {
  expireRetries,
  finishRetries,
  leaseDueRetries,
  logPositions,
  nextDueMs,
  postponeRetries,
  retryBacklog,
  type DueRetry,
  type Sql,
} from '@postrider/persistence';
import { encodeRedelivery, mintId, topics, type AcceptedEvent } from '@postrider/schemas';
import { backOffMs, type Clock } from '@postrider/time';
import { Alarm } from './alarm.js';

const BATCH = 500;
/** Longer than any produce request may take; whoever dies with a lease gives it back after this. */
const LEASE_SECONDS = 30;
/** What is due is looked for at least this often, should another process have planned it and died. */
const LOOK_MS = 10_000;
const BACK_OFF = { baseMs: 100, capMs: 5000 };
/** How long an attempt waits whose event the log hasn't come to yet. */
const LOG_WAIT_MS = 500;

interface Ready {
  readonly retry: DueRetry;
  readonly event: AcceptedEvent;
}

/**
 * Puts what is due on postrider.redeliveries, oldest first. An attempt is leased, produced, and only then forgotten: a
 * crash between the last two sends it again, and none loses it. Replicas lease different ones.
 */
export class Releaser {
  readonly #lease: string;
  readonly #alarm: Alarm;
  readonly #partitions: number;
  readonly #released;
  readonly #lateness;
  #stopped = false;

  constructor(
    private readonly sql: Sql,
    private readonly producer: GroupCommitProducer,
    private readonly clock: Clock,
    private readonly log: Log,
    config: KafkaConfig,
    metrics: Metrics,
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
    for (let failures = 0; !this.#stopped;) {
      try {
        const released = await this.#release();
        failures = 0;
        if (released < BATCH)
          await this.#alarm.sleep(Math.min(LOOK_MS, Math.max(0, (await nextDueMs(this.sql)) ?? LOOK_MS)));
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
    const due = await leaseDueRetries(this.sql, this.#lease, LEASE_SECONDS, BATCH);
    if (due.length === 0) return 0;
    const ready = due.flatMap((retry) => (retry.event ? [{ retry, event: retry.event }] : []));
    const sent = await Promise.all(ready.map((one) => this.#send(one)));
    this.#lateness.observe((this.clock.monotonic() - startMs) / 1000);
    await this.#finish(
      'released',
      ready.filter((_, index) => sent[index]).map(({ retry }) => retry),
      (ids) => finishRetries(this.sql, this.#lease, ids),
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
    await this.#finish('expired', retries.filter(isPassed), (ids) => expireRetries(this.sql, this.#lease, ids));
    await this.#finish(
      'postponed',
      retries.filter((retry) => !isPassed(retry)),
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
    const { deliveryId: id, endpoint, subscription, trigger, run, step, number, since, resumeAt } = retry;
    const turn = {
      trigger,
      run,
      step,
      number,
      ...(since !== null && { since }),
      ...(resumeAt !== null && { resumeAt }),
    };
    const record = encodeRedelivery({
      event,
      plan: { id, endpoint, ...(subscription !== null && { subscription }), turn },
    });
    try {
      await this.producer.send({
        topic: topics.redeliveries.name,
        partition: partitionOf(endpoint, this.#partitions),
        ...record,
      });
      return true;
    } catch (error) {
      this.log.warn({ error, delivery: id }, 'retry.release-failed');
      return false;
    }
  }

  async #backlog() {
    return retryBacklog(this.sql).catch(() => ({ planned: Number.NaN, held: Number.NaN, overdueSeconds: Number.NaN }));
  }
}
