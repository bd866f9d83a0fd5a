import { describe, expect, it } from '@jest/globals';
import type { Running } from './run-file.js';
import { runEnvironment } from './run-environment.js';

const running: Running = {
  since: '2026-01-01T00:00:00.000Z',
  addresses: { ingestion: 'http://i', subscription: 'http://s', dispatcher: 'http://d', 'retry-scheduler': 'http://r' },
  adminKey: 'the root key',
  brokers: '127.0.0.1:41234',
};
const nothing = (): undefined => undefined;

describe('what a command that runs beside `npm start` is told', () => {
  it('of Kafka is what KAFKA_BROKERS says, with its log-in', () => {
    const variables = runEnvironment({ KAFKA_BROKERS: 'kafka-1:9093', KAFKA_SSL: 'true' }, [], () => running);
    expect(variables).toMatchObject({ KAFKA_BROKERS: 'kafka-1:9093', KAFKA_SSL: 'true' });
  });

  it('of Kafka is else where it is or would be, which asks for no log-in', () => {
    const variables = runEnvironment({ KAFKA_BROKERS: '', KAFKA_SSL: 'true' }, [], () => running);
    expect([variables.KAFKA_BROKERS, variables.KAFKA_SSL]).toEqual(['127.0.0.1:41234', undefined]);
    expect(runEnvironment({}, [], nothing).KAFKA_BROKERS).toBe('127.0.0.1:9092');
    expect(runEnvironment({ KAFKA_PORT: '19092' }, [], nothing).KAFKA_BROKERS).toBe('127.0.0.1:19092');
  });

  it('of the services is where they run and the root key, unless another Postrider is meant', () => {
    expect(runEnvironment({}, ['tenants', 'list'], () => running)).toMatchObject({
      POSTRIDER_MANAGEMENT_URL: 'http://s',
      POSTRIDER_ADMIN_KEY: 'the root key',
    });
    const elsewhere = [
      runEnvironment({}, ['tenants', 'list', '--profile', 'production'], () => running),
      runEnvironment({}, ['--url=https://hooks.example.com', 'doctor'], () => running),
      runEnvironment({ POSTRIDER_URL: 'https://hooks.example.com' }, [], () => running),
    ];
    for (const variables of elsewhere) expect(variables).not.toHaveProperty('POSTRIDER_ADMIN_KEY');
  });
});
