/** A part of the system that writes or reads topics. `publishers` and `the public` are outside of it. */
export type Part = 'publishers' | 'ingestion' | 'subscription' | 'dispatcher' | 'retry-scheduler' | 'the public';

/** How many partitions a topic has: those that follow an endpoint have equal counts, so that one process can own an endpoint in all of them. */
export type PartitionCount = 'events' | 'endpoints' | 'one';

/** A topic, and what flows through it. */
export interface Topic {
  readonly name: string;
  /** What decides a record's partition. */
  readonly partitionedBy: string;
  readonly value: string;
  readonly from: readonly Part[];
  readonly to: readonly Part[];
  readonly partitions: PartitionCount;
  readonly retention: 'log' | 'dead-letters' | 'compacted';
  /** Whether records of it that nobody can read go to `<name>.dlt`. */
  readonly hasDeadLetterTopic: boolean;
}

/**
 * The flow: every topic, who writes it and who reads it. Topics are created from this table, and the README's diagram
 * and list are generated from it.
 */
export const topics = {
  inbox: {
    name: 'postrider.inbox',
    partitionedBy: 'the producer',
    value: 'a CloudEvent, Kafka protocol binding, binary or structured',
    from: ['publishers'],
    to: ['ingestion'],
    partitions: 'events',
    retention: 'log',
    hasDeadLetterTopic: true,
  },
  events: {
    name: 'postrider.events',
    partitionedBy: 'tenant and ordering key, else event id',
    value: 'the accepted event: its exact data, with all else in the header `event`',
    from: ['ingestion', 'retry-scheduler', 'subscription'],
    to: ['subscription'],
    partitions: 'events',
    retention: 'log',
    hasDeadLetterTopic: true,
  },
  deliveries: {
    name: 'postrider.deliveries',
    partitionedBy: 'endpoint',
    value:
      'one event with the deliveries that fall into this partition, and a body for each that was transformed; no URL, no secret',
    from: ['subscription'],
    to: ['dispatcher', 'retry-scheduler'],
    partitions: 'endpoints',
    retention: 'log',
    hasDeadLetterTopic: true,
  },
  redeliveries: {
    name: 'postrider.redeliveries',
    partitionedBy: 'endpoint',
    value: 'a delivery that is due again, with its event',
    from: ['retry-scheduler'],
    to: ['dispatcher'],
    partitions: 'endpoints',
    retention: 'log',
    hasDeadLetterTopic: true,
  },
  attempts: {
    name: 'postrider.attempts',
    partitionedBy: 'endpoint',
    value: "every attempt's outcome, and every delivery parked untried; no payload",
    from: ['dispatcher'],
    to: ['retry-scheduler', 'the public'],
    partitions: 'endpoints',
    retention: 'log',
    hasDeadLetterTopic: true,
  },
  deadLetters: {
    name: 'postrider.dead-letters',
    partitionedBy: 'endpoint',
    value: "an exhausted delivery's ids and last outcome",
    from: ['retry-scheduler'],
    to: ['the public'],
    partitions: 'endpoints',
    retention: 'dead-letters',
    hasDeadLetterTopic: true,
  },
  lanes: {
    name: 'postrider.lanes',
    partitionedBy: 'endpoint',
    value: 'a marker while anything of the endpoint or lane is parked; a tombstone when drained',
    from: ['dispatcher'],
    to: ['dispatcher'],
    partitions: 'endpoints',
    retention: 'compacted',
    hasDeadLetterTopic: false,
  },
  registry: {
    name: 'postrider.registry',
    partitionedBy: 'one partition',
    value: 'an entity of the configuration with its version, secrets encrypted',
    from: ['subscription'],
    to: ['ingestion', 'subscription', 'dispatcher'],
    partitions: 'one',
    retention: 'compacted',
    hasDeadLetterTopic: false,
  },
} as const satisfies Record<string, Topic>;

/** The topic for poison records of `topic`: exact bytes, and headers that say why, where from and when. */
export const deadLetterTopicOf = (topic: string): string => `${topic}.dlt`;

const withoutDeadLetters = new Set<string>(
  Object.values<Topic>(topics)
    .filter((topic) => !topic.hasDeadLetterTopic)
    .map(({ name }) => name),
);

/** Whether what nobody can read of a topic goes to its dead-letter topic; it does for a topic of the operator's, which publishers write to. */
export const hasDeadLetterTopic = (topic: string): boolean =>
  !withoutDeadLetters.has(topic) && !topic.endsWith(deadLetterTopicOf(''));

const ours = new Set<string>(Object.values<Topic>(topics).map(({ name }) => name));

/** Whether publishers write to a topic: the inbox, or another one that INBOX_TOPICS names. */
export const isInbox = (topic: string): boolean => topic === topics.inbox.name || !ours.has(topic);
