import { describe, expect, it } from '@jest/globals';
import { inheritedEnvironment, withoutKafkaLogin } from './environment.config.js';

describe('what services inherit', () => {
  it('is everything but what a test runner or npm set for themselves, and nothing that is empty', () => {
    const own = {
      PATH: '/bin',
      RETENTION_DAYS: '7',
      LOG_LEVEL: '',
      NODE_ENV: 'test',
      JEST_WORKER_ID: '1',
      PORT: '3000',
      npm_lifecycle_event: 'start',
      NODE_OPTIONS: '--max-old-space-size=512 --experimental-vm-modules',
    };
    expect(inheritedEnvironment(own)).toEqual({
      PATH: '/bin',
      RETENTION_DAYS: '7',
      NODE_OPTIONS: '--max-old-space-size=512',
    });
    expect(inheritedEnvironment({ NODE_OPTIONS: '--experimental-vm-modules' })).toEqual({});
  });

  it('has no log-in of another Kafka when the one they get is ours', () => {
    const given = {
      KAFKA_SSL: 'true',
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_SASL_PASSWORD: 'hush',
      KAFKA_REPLICATION: '1',
    };
    expect(withoutKafkaLogin(given)).toEqual({ KAFKA_REPLICATION: '1' });
  });
});
