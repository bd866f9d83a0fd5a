import { describe, expect, it } from '@jest/globals';
import { failures, failureText } from './failures.js';
import { FailureReason } from './records/attempt-report.js';

describe('the words for failures', () => {
  it('are there for every reason, each with what to do', () => {
    for (const reason of FailureReason.options) {
      for (const text of Object.values(failureText(reason, 500))) expect(text).toMatch(/^[A-Z].+/);
    }
    expect(new Set(Object.values(failures).map(({ title }) => title)).size).toBe(FailureReason.options.length);
  });

  it('say more where the status does', () => {
    expect(failureText('status', 403).title).toBe('Not authorised by the receiver');
    expect(failureText('status', 422).title).toBe('Rejected by the receiver');
    expect(failureText('status', 502).title).toBe('Receiver failed');
    expect(failureText('status', 600)).toEqual(failures.status);
    expect(failureText('timeout', 500)).toEqual(failures.timeout);
  });
});
