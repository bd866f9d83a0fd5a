import { describe, expect, it } from '@jest/globals';
import { dltConfig } from './dlt.config.js';

describe('where Kafka is', () => {
  it('is what KAFKA_BROKERS says, with its log-in', () => {
    const config = dltConfig({ KAFKA_BROKERS: 'kafka-1:9093', KAFKA_SSL: 'true' }, () => '127.0.0.1:1');
    expect(config).toMatchObject({ KAFKA_BROKERS: ['kafka-1:9093'], KAFKA_SSL: true });
  });

  it('is else where `npm start` has it, which asks for no log-in', () => {
    const config = dltConfig({ KAFKA_BROKERS: '', KAFKA_SSL: 'true' }, () => '127.0.0.1:41234');
    expect(config).toMatchObject({ KAFKA_BROKERS: ['127.0.0.1:41234'], KAFKA_SSL: false });
  });

  it('is else where `npm start` would have it', () => {
    const nothingRuns = (): undefined => undefined;
    expect(dltConfig({}, nothingRuns).KAFKA_BROKERS).toEqual(['127.0.0.1:9092']);
    expect(dltConfig({ KAFKA_PORT: '19092' }, nothingRuns).KAFKA_BROKERS).toEqual(['127.0.0.1:19092']);
  });
});
