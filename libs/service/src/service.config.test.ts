import { describe, expect, it } from '@jest/globals';
import { deliveryFaults } from './service.config.js';

describe('a schedule of retries', () => {
  const DAY = 86_400;

  it('has to end within the days that events are kept', () => {
    expect(deliveryFaults({ RETRY_SCHEDULE_SECONDS: [DAY, DAY], RETENTION_DAYS: 2 })).toEqual([]);
    const [fault] = deliveryFaults({ RETRY_SCHEDULE_SECONDS: [DAY, DAY, 1], RETENTION_DAYS: 2 });
    expect(fault).toContain('RETRY_SCHEDULE_SECONDS');
    expect(fault).toContain('RETENTION_DAYS=2');
  });
});
