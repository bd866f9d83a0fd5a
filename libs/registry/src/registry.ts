import { TopicReader, type KafkaClient, type KafkaRecord } from '@postrider/kafka';
import type { Log, Metrics } from '@postrider/observability';
import { decodeRegistryChange, topics } from '@postrider/schemas';
import { untilItWorks, type Clock } from '@postrider/time';
import { RegistryCopy } from './registry-copy.js';

/** How long one look at the registry's end may take before it's tried again. */
const LOAD_PATIENCE_MS = 30_000;

/** This process's copy of the configuration, kept up to date from postrider.registry. */
export class Registry {
  readonly copy = new RegistryCopy();
  readonly #reader: TopicReader;
  readonly #unreadable;
  readonly #stopping = new AbortController();
  #loaded = false;

  constructor(
    client: KafkaClient,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#reader = new TopicReader(client, topics.registry.name, (records) => this.#apply(records), clock, log);
    this.#unreadable = metrics.counter({
      name: 'registry_unreadable_records_total',
      help: 'Records of the registry that could not be read.',
    });
    metrics.gauge({ name: 'registry_entities', help: 'Configured entities in memory.', labels: ['kind'] }, (gauge) => {
      for (const [kind, count] of Object.entries(this.copy.counts())) gauge.set({ kind }, count);
    });
    metrics.gauge(
      { name: 'registry_silence_seconds', help: 'How long ago the registry topic last answered.' },
      (gauge) => {
        gauge.set(Math.min(this.#reader.silentMs / 1000, 1e9));
      },
    );
  }

  /** Begins to read; {@link loaded} tells when all that there was has been read. */
  start(): void {
    this.#reader.start();
    void untilItWorks(() => this.caughtUp(LOAD_PATIENCE_MS), {
      clock: this.clock,
      backOff: { baseMs: 200, capMs: 5000 },
      signal: this.#stopping.signal,
      failed: (error, waitMs) => this.log.warn({ error, waitMs }, 'registry.load-failed'),
    }).then(
      (offset) => {
        this.#loaded = true;
        this.log.info({ offset, ...this.copy.counts() }, 'registry.loaded');
      },
      () => undefined,
    );
  }

  /** Whether all that was configured when the process started is known. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** The offset of postrider.registry up to which changes are applied. */
  get offset(): number {
    return this.#reader.position;
  }

  /**
   * Resolves, with the offset, once every change that was acknowledged before this call is applied: what was
   * configured before a publish applies to it. Rejects with Unavailable after `patienceMs`.
   */
  caughtUp(patienceMs: number): Promise<number> {
    return this.#reader.caughtUp(patienceMs);
  }

  /** Resolves once changes up to `offset` are applied; rejects with Unavailable after `patienceMs`. */
  reached(offset: number, patienceMs: number): Promise<void> {
    return this.#reader.reached(offset, patienceMs);
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the registry is stopping'));
    await this.#reader.stop();
  }

  #apply(records: readonly KafkaRecord[]): void {
    for (const record of records) {
      const change = decodeRegistryChange(record);
      if (change.kind === 'decoded') this.copy.apply(change.value);
      else {
        this.#unreadable.inc();
        this.log.error({ offset: record.offset, reason: change.reason }, 'registry.record-unreadable');
      }
    }
  }
}
