export { KafkaClient } from './kafkajs/client.js';
export { isKafkaFault } from './kafkajs/is-kafka-fault.js';
export type { PartitionReader } from './kafkajs/partition-reader.js';
export type { OutgoingRecord } from './kafkajs/record-producer.js';
export type { TopicAdmin } from './kafkajs/topic-admin.js';
export { kafkaSettings, type KafkaConfig } from './kafka.config.js';
export { DONE, type Handled, type KafkaRecord } from './kafka-record.js';
export { ensureTopics, TopicMismatch, topicSpecs, type TopicSpec } from './ensure-topics.js';
export { GroupCommitProducer, MAX_RECORD_BYTES, ProduceFailed, type ProduceFailure } from './group-commit-producer.js';
export { inOrderOf, KafkaTransport, type KafkaTransportOptions } from './kafka-transport.js';
export type { PaceLimits } from './load-pace.js';
export {
  ParallelConsumer,
  type IntakeLimits,
  type OwnershipFollower,
  type ParallelConsumerOptions,
  type TopicHandler,
} from './parallel-consumer.js';
export { partitionOf } from './partition-of.js';
export { POISON_HEADERS, PoisonBin } from './poison-bin.js';
export { RethrowFilter } from './rethrow.filter.js';
export { TopicReader } from './topic-reader.js';
