import type { Clock } from '@postrider/time';
import { SeenIds } from './seen-ids.js';

/** What came in the last two spans, and in this one, is known: ten minutes at least. */
const SPAN_MS = 300_000;
const SPANS = 3;
/** Of all partitions together: ten minutes of 3,500 deliveries a second. */
const MOST_BYTES = 64 * 1024 * 1024;

interface PartitionSeen {
  /** The newest first. */
  spans: SeenIds[];
  sinceMs: number;
}

/**
 * Deliveries that came a moment ago in another record: the fan-out reads events again when it was killed, and a request
 * to Kafka may be sent twice. Only what this process has taken in since it has the partition counts: what another had
 * may not be done.
 */
export class DeliveryRepeats {
  readonly #partitions = new Map<number, PartitionSeen>();
  #bytes = 0;

  constructor(
    private readonly clock: Clock,
    private readonly mostBytes = MOST_BYTES,
  ) {}

  /** Whether another record of the partition brought this delivery; remembers it. The same record tried again is no repeat. */
  isRepeat(partition: number, delivery: string, offset: number): boolean {
    const seen = this.#seen(partition);
    for (const span of seen.spans) {
      const found = span.find(delivery, offset);
      if (found) return found === 'other';
    }
    const [newest] = seen.spans;
    if (newest && this.#bytes + newest.nextBytes > this.mostBytes) this.#turn(seen, 0);
    this.#add(seen, delivery, offset);
    return false;
  }

  /** The partition is another's, or is read anew. */
  forget(partition: number): void {
    for (const span of this.#partitions.get(partition)?.spans ?? []) this.#bytes -= span.bytes;
    this.#partitions.delete(partition);
  }

  /** The memory that it takes. */
  get bytes(): number {
    return this.#bytes;
  }

  #seen(partition: number): PartitionSeen {
    const nowMs = this.clock.monotonic();
    let seen = this.#partitions.get(partition);
    if (!seen) {
      this.#partitions.set(partition, (seen = { spans: [], sinceMs: nowMs }));
      this.#turn(seen);
    } else if (nowMs - seen.sinceMs >= SPAN_MS) this.#turn(seen);
    return seen;
  }

  /** Begins a span, and forgets the oldest. It gets as much room as the last one needed: growing takes a moment. */
  #turn(seen: PartitionSeen, room = seen.spans[0]?.count ?? 0): void {
    const forgotten = seen.spans.splice(SPANS - 1);
    for (const span of forgotten) this.#bytes -= span.bytes;
    const span = new SeenIds(room);
    seen.spans.unshift(span);
    seen.sinceMs = this.clock.monotonic();
    this.#bytes += span.bytes;
  }

  #add({ spans: [newest] }: PartitionSeen, delivery: string, offset: number): void {
    if (!newest) return;
    this.#bytes += newest.nextBytes;
    newest.add(delivery, offset);
  }
}
