import type { KafkaRecord } from '../kafka-record.js';
import type { PaceLimits } from '../load-pace.js';
import type { Partitions } from '../sticky-assignment.js';

/** What a consumer tells of itself. None of these may throw. */
export interface ConsumerListener {
  /** Records of one partition, in order; while the promise is open, nothing more is fetched from that broker. */
  records(topic: string, partition: number, records: readonly KafkaRecord[]): void | Promise<void>;
  /** A fetch was handed over, of all partitions of a broker's, with so many records. */
  fetched(records: number): void;
  /** All before `nextOffset` was read. It's beyond the last record where marks or aborted records of transactions follow. */
  passed(topic: string, partition: number, nextOffset: number): void;
  /** The group gave these partitions to this member; those it had before and that aren't here are gone. */
  assigned(partitions: ReadonlyMap<string, readonly number[]>): void;
  /** The place to go on from is no longer there: the partition is read from its beginning. */
  offsetGone(topic: string, partition: number): void;
  /** The consumer gave up and has to be made anew. */
  crashed(error: Error): void;
  readonly membership?: MembershipListener;
  /** How far apart fetches are to be under load. */
  readonly fetchPace?: PaceLimits | undefined;
}

/** Hears what becomes of a consumer's membership in its group. None of these may throw. */
export interface MembershipListener {
  /** Topics whose equal partitions go to one member. */
  readonly together: readonly (readonly string[])[];
  /** What the member has and would keep; asked for when the group is joined. */
  owned(): Partitions;
  /** The group is about to be joined again: resolves when what can be finished and committed before is. */
  leaving(): Promise<void>;
  /** The group had given the member up, and its partitions to others: whatever it's given next, it has nothing now. */
  expelled(): void;
  /** The group is being joined, for the first time or again. */
  joining(): void;
  heartbeatSent(): void;
  heartbeatAnswered(): void;
  /** The heartbeat was answered or failed. */
  heartbeatOver(): void;
}
