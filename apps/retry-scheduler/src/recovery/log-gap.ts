import type { LogPosition } from '@postrider/persistence';
import { topics } from '@postrider/schemas';

/** What the log is read from. */
export const LOG_TOPICS = [topics.deliveries.name, topics.attempts.name];

/** What the log lacks of a topic. */
export interface LogGap {
  /** Where it goes on, by partition. */
  readonly offsets: ReadonlyMap<number, number>;
  /** Records that there are from there on. */
  readonly again: number;
  /** Records before that which it never had, and Kafka keeps no longer. */
  readonly lost: number;
  /** Whether the database has read further than the topic has records: it's another one than it was. */
  readonly isAhead: boolean;
  /** Where the topic ends now. */
  readonly ends: readonly LogPosition[];
}

/** Compares where a topic begins and ends with where the database has the log; a partition that it never read begins at 0. */
export function logGap(
  topic: string,
  extents: ReadonlyMap<number, { readonly first: number; readonly end: number }>,
  positions: readonly LogPosition[],
): LogGap {
  const known = new Map(positions.flatMap((at) => (at.topic === topic ? [[at.partition, at.next] as const] : [])));
  const offsets = new Map<number, number>();
  let [again, lost] = [0, 0];
  for (const [partition, { first, end }] of extents) {
    const wanted = Math.min(known.get(partition) ?? 0, end);
    const offset = Math.max(first, wanted);
    offsets.set(partition, offset);
    lost += offset - wanted;
    again += end - offset;
  }
  const isAhead = [...known].some(([partition, next]) => next > (extents.get(partition)?.end ?? 0));
  return {
    offsets,
    again,
    lost,
    isAhead,
    ends: [...extents].map(([partition, { end }]) => ({ topic, partition, next: end })),
  };
}
