import { flag, list, secretSetting, setting, wholeNumber, type ConfigOf } from '@postrider/config';
import { z } from 'zod';

/** How to reach Kafka, and how topics are made. */
export const kafkaSettings = {
  KAFKA_BROKERS: setting(list(), 'bootstrap list, host:port,…'),
  KAFKA_SSL: setting(flag().default(false), 'whether connections to Kafka are encrypted'),
  KAFKA_SASL_MECHANISM: setting(
    z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
    'how to log in to Kafka; not at all when unset',
  ),
  KAFKA_SASL_USERNAME: setting(z.string().optional(), 'who logs in to Kafka'),
  KAFKA_SASL_PASSWORD: secretSetting(z.string().optional(), 'with which password'),
  KAFKA_EVENT_PARTITIONS: setting(
    wholeNumber(1, 1000).default(6),
    'partitions of postrider.inbox and postrider.events',
  ),
  KAFKA_ENDPOINT_PARTITIONS: setting(
    wholeNumber(1, 1000).default(6),
    'partitions of every topic that follows an endpoint; one of them is an endpoint’s ceiling',
  ),
  KAFKA_REPLICATION: setting(wholeNumber(1, 9).default(1), 'replicas of every topic; 3 in production'),
  KAFKA_RETENTION_HOURS: setting(
    wholeNumber(1, 8760).default(168),
    'how long topics keep records that are being worked on',
  ),
  KAFKA_DEAD_LETTER_RETENTION_HOURS: setting(
    wholeNumber(1, 87_600).default(720),
    'how long dead letters and poison records are kept in Kafka',
  ),
};

export type KafkaConfig = ConfigOf<typeof kafkaSettings>;
