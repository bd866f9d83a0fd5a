import type { Log, Metrics } from '@postrider/observability';
import { deadLetterTopicOf, isInbox } from '@postrider/schemas';
import type { Clock } from '@postrider/time';
import { MAX_RECORD_BYTES, ProduceFailed, type GroupCommitProducer } from './group-commit-producer.js';
import { recordBytes, type KafkaRecord } from './kafka-record.js';

/** The headers that a poison record gets, beside its own. */
export const POISON_HEADERS = {
  reason: 'postrider-dlt-reason',
  topic: 'postrider-dlt-topic',
  partition: 'postrider-dlt-partition',
  offset: 'postrider-dlt-offset',
  at: 'postrider-dlt-at',
  /** Only when the record was too large to be copied: its size in bytes; it is still where it came from. */
  omitted: 'postrider-dlt-omitted-bytes',
  /** Only where it is a whole batch, which could not be read: the offset of its last record. */
  lastOffset: 'postrider-dlt-last-offset',
  /** Only when the batch was too large to be copied as a whole: its size in bytes; its end is missing. */
  cut: 'postrider-dlt-cut-from-bytes',
} as const;

/** Headers are for operators' tools: a reason is a sentence, not a dump. */
const MAX_REASON = 2000;
/** Of a batch, which may be a little larger than what we produce: the marks need room, too. */
const MAX_BATCH_BYTES = MAX_RECORD_BYTES - 16_384;

/** Puts records that nobody can read where an operator finds them: `<topic>.dlt`, exact bytes, and headers that say why. */
export class PoisonBin {
  readonly #count;

  constructor(
    private readonly producer: GroupCommitProducer,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#count = metrics.counter({
      name: 'poison_records_total',
      help: 'Records that went to a dead-letter topic.',
      labels: ['topic'],
    });
  }

  /** Shows a count for a topic that is going to be read, before there is anything to count: the first one is an increase. */
  expect(topic: string): void {
    this.#count.inc({ topic }, 0);
  }

  /** Resolves once the record is safe in its dead-letter topic. */
  async put(record: KafkaRecord, reason: string): Promise<void> {
    const { topic, partition, offset, key, value, headers, repeatedHeaders, unreadable } = record;
    const cutFrom = unreadable && value && value.length > MAX_BATCH_BYTES ? value.length : undefined;
    const marks = {
      [POISON_HEADERS.reason]: reason.slice(0, MAX_REASON),
      [POISON_HEADERS.topic]: topic,
      [POISON_HEADERS.partition]: String(partition),
      [POISON_HEADERS.offset]: String(offset),
      [POISON_HEADERS.at]: this.clock.timestamp(),
      ...(unreadable && { [POISON_HEADERS.lastOffset]: String(unreadable.lastOffset) }),
      ...(cutFrom !== undefined && { [POISON_HEADERS.cut]: String(cutFrom) }),
    };
    const target = { topic: deadLetterTopicOf(topic), partition };
    try {
      await this.producer.send({
        ...target,
        key,
        value: cutFrom === undefined ? value : (value?.subarray(0, MAX_BATCH_BYTES) ?? null),
        headers: { ...(headers as Record<string, Buffer>), ...repeatedHeaders, ...marks },
      });
    } catch (error) {
      if (!(error instanceof ProduceFailed && error.failure === 'too_large')) throw error;
      // A topic of the operator's may take larger records than we produce: then the marks lead to the original.
      await this.producer.send({
        ...target,
        key: null,
        value: null,
        headers: { ...marks, [POISON_HEADERS.omitted]: String(recordBytes(record)) },
      });
    }
    this.#count.inc({ topic });
    const told = { topic, partition, offset, lastOffset: unreadable?.lastOffset, reason: reason.slice(0, MAX_REASON) };
    // In an inbox stands what publishers wrote: nobody of ours is woken for that.
    if (isInbox(topic)) this.log.info(told, 'record.poisoned');
    else this.log.error(told, 'record.poisoned');
  }
}
