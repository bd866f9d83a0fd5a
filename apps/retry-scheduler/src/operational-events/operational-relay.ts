import { partitionOf, type GroupCommitProducer, type KafkaConfig } from '@postrider/kafka';
import type { Log, Metrics } from '@postrider/observability';
import {
  AdvisoryLock,
  forgetTold,
  tellOfDeadLetters,
  tellOfQuotas,
  untoldCount,
  untoldEvents,
  type Sql,
  type UntoldEvent,
} from '@postrider/persistence';
import { encodeAcceptedEvent, RESERVED_TENANT, topics, type EventMeta } from '@postrider/schemas';
import { backOffMs, type Clock } from '@postrider/time';
import { Alarm } from '../retries/alarm.js';

const BATCH = 200;
/** Somebody tells when there is something to send; this is for when that got lost. */
const LOOK_MS = 10_000;
const BACK_OFF = { baseMs: 100, capMs: 5000 };

/**
 * Puts what was decided to be told of endpoints and tenants on postrider.events, as events of the platform's own tenant.
 * One process at a time does, under an advisory lock, one event after another: those of an endpoint come in the order in
 * which they happened. What is sent twice, by a crash or a change of holder, has the same id, and the fan-out drops it.
 */
export class OperationalRelay {
  readonly #lock: AdvisoryLock;
  readonly #alarm: Alarm;
  readonly #partitions: number;
  readonly #sent;
  #quotasDueMs = -Infinity;
  #stopped = false;

  constructor(
    private readonly sql: Sql,
    private readonly producer: GroupCommitProducer,
    databaseUrl: string,
    private readonly clock: Clock,
    private readonly log: Log,
    config: KafkaConfig,
    metrics: Metrics,
  ) {
    this.#lock = new AdvisoryLock(databaseUrl, 'operationalEvents', clock, log);
    this.#alarm = new Alarm(clock);
    this.#partitions = config.KAFKA_EVENT_PARTITIONS;
    this.#sent = metrics.counter({
      name: 'operational_events_sent_total',
      help: 'Operational events that were put on postrider.events.',
      labels: ['type'],
    });
    metrics.gauge(
      { name: 'operational_events_waiting', help: 'Operational events that wait to be sent.' },
      async (gauge) => gauge.set(await untoldCount(this.sql).catch(() => Number.NaN)),
    );
  }

  start(): void {
    void this.#run().catch((error: unknown) => {
      if (!this.#stopped) this.log.error({ error }, 'operational-relay.ended');
    });
  }

  /** There may be something to tell. */
  wake(): void {
    this.#alarm.ring();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#alarm.ring();
    await this.#lock.release();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const lost = await this.#lock.acquire();
      this.log.info('operational-relay.took-over');
      await this.#relayUntil(lost);
    }
  }

  async #relayUntil(lost: AbortSignal): Promise<void> {
    lost.addEventListener('abort', () => this.#alarm.ring());
    for (let failures = 0; !lost.aborted && !this.#stopped;) {
      try {
        // No sooner than this has them looked for: they're told of a minute together.
        await this.sql.transaction((statements) => tellOfDeadLetters(statements, this.clock.now()));
        await this.#lookAtQuotas();
        const told = await this.#relay(lost);
        failures = 0;
        if (told < BATCH) await this.#alarm.sleep(LOOK_MS);
      } catch (error) {
        failures += 1;
        const waitMs = backOffMs(BACK_OFF, failures);
        this.log.warn({ error, waitMs }, 'operational-relay.failed');
        await this.#alarm.sleep(waitMs);
      }
    }
  }

  /** However often there is something to send: all tenants' counts are added up. */
  async #lookAtQuotas(): Promise<void> {
    const nowMs = this.clock.monotonic();
    if (nowMs < this.#quotasDueMs) return;
    await this.sql.transaction((statements) => tellOfQuotas(statements, this.clock.now()));
    this.#quotasDueMs = nowMs + LOOK_MS;
  }

  async #relay(lost: AbortSignal): Promise<number> {
    const events = await untoldEvents(this.sql, BATCH);
    const sent: UntoldEvent[] = [];
    try {
      for (const event of events) {
        if (lost.aborted || this.#stopped) break;
        await this.#send(event);
        sent.push(event);
      }
    } finally {
      if (sent.length > 0)
        await forgetTold(
          this.sql,
          sent.map(({ place }) => place),
        );
    }
    return sent.length;
  }

  async #send({ id, type, about, data, createdAt }: UntoldEvent): Promise<void> {
    const meta: EventMeta = {
      tenant: RESERVED_TENANT,
      id,
      type,
      timestamp: createdAt,
      acceptedAt: createdAt,
      orderingKey: about,
      // It may be sent again under its id, as a caller's may: the fan-out claims it first.
      idChosen: true,
    };
    const record = encodeAcceptedEvent({ meta, data: Buffer.from(JSON.stringify(data)) });
    const partition = partitionOf(String(record.key), this.#partitions);
    await this.producer.send({ topic: topics.events.name, partition, ...record });
    this.#sent.inc({ type });
  }
}
