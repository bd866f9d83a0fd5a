import { partitionOf, type GroupCommitProducer, type KafkaClient, type KafkaConfig } from '@postrider/kafka';
import type { Log, LogEventAt } from '@postrider/observability';
import { decodeLaneMarker, encodeLaneMarker, topics } from '@postrider/schemas';
import { untilItWorks, within, type Clock } from '@postrider/time';
import { laneName, type BlockedLanes } from './lanes.js';

/** The broker holds a read that finds nothing for so long. */
const READ_WAIT_MS = 100;
/** One partition of markers is small: only lanes that something is parked in, and those of the last day. */
const READ_PATIENCE_MS = 30_000;
const BACK_OFF = { baseMs: 100, capMs: 2000 };

/** Which lanes are blocked, as postrider.lanes has it: what an owner leaves to the next one. */
export class LaneMarkers implements BlockedLanes {
  constructor(
    private readonly client: KafkaClient,
    private readonly producer: GroupCommitProducer,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly config: KafkaConfig,
  ) {}

  /** However long that takes: nothing may be sent before. */
  read(partition: number, signal: AbortSignal): Promise<Set<string>> {
    return this.#persist(signal, 'lanes.read-failed', () => this.#readOnce(partition));
  }

  async block(endpoint: string, orderingKey: string, signal: AbortSignal): Promise<void> {
    await this.#persist(signal, 'lane.block-failed', () => this.#send(endpoint, orderingKey, this.clock.timestamp()));
  }

  async open(endpoint: string, orderingKey: string): Promise<void> {
    await this.#send(endpoint, orderingKey, undefined).catch((error: unknown) =>
      this.log.debug({ error, endpoint }, 'lane.open-failed'),
    );
  }

  async #readOnce(partition: number): Promise<Set<string>> {
    const reader = await this.client.reader(topics.lanes.name, partition);
    try {
      const blocked = new Set<string>();
      const all = async (): Promise<void> => {
        for await (const records of reader.readAll(READ_WAIT_MS)) {
          for (const record of records) this.#apply(blocked, record);
        }
      };
      await within(this.clock, READ_PATIENCE_MS, 'reading the markers of lanes', all());
      return blocked;
    } finally {
      void reader.disconnect().catch(() => undefined);
    }
  }

  #apply(blocked: Set<string>, record: Parameters<typeof decodeLaneMarker>[0]): void {
    const marker = decodeLaneMarker(record);
    if (marker.kind === 'undecodable') {
      this.log.error({ reason: marker.reason }, 'lane.marker-unreadable');
      return;
    }
    const { endpoint, orderingKey, at } = marker.value;
    if (at === undefined) blocked.delete(laneName(endpoint, orderingKey));
    else blocked.add(laneName(endpoint, orderingKey));
  }

  #send(endpoint: string, orderingKey: string, at: string | undefined): Promise<unknown> {
    return this.producer.send({
      topic: topics.lanes.name,
      partition: partitionOf(endpoint, this.config.KAFKA_ENDPOINT_PARTITIONS),
      ...encodeLaneMarker({ endpoint, orderingKey, ...(at !== undefined && { at }) }),
    });
  }

  #persist<T>(signal: AbortSignal, event: LogEventAt<'warn'>, work: () => Promise<T>): Promise<T> {
    const failed = (error: unknown, waitMs: number): void => this.log.warn({ error, waitMs }, event);
    return untilItWorks(work, { clock: this.clock, backOff: BACK_OFF, signal, failed });
  }
}
