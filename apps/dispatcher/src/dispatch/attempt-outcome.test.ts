import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Exchange } from '../exchange/exchange.js';
import { outcomeOf, retryAfterMs } from './attempt-outcome.js';

const nowMs = Date.parse('2026-03-01T12:00:00.000Z');

const answered = (statusCode: number, headers: Record<string, string> = {}): Exchange => ({
  kind: 'answered',
  statusCode,
  headers,
  body: Buffer.alloc(0),
  truncated: false,
  remoteAddress: '192.0.2.1',
  durationMs: 1,
  timings: { firstByteMs: 1 },
});

describe('the outcome of an attempt', () => {
  it('is a success for 2xx alone, gone for 410 alone, and a failure for every other status', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 999 }), (status) => {
        const { kind } = outcomeOf(answered(status), nowMs);
        expect(kind).toBe(status >= 200 && status < 300 ? 'delivered' : status === 410 ? 'gone' : 'failed');
      }),
    );
    expect(outcomeOf(answered(302), nowMs)).toMatchObject({ reason: 'redirect' });
    expect(outcomeOf(answered(500), nowMs)).toMatchObject({ reason: 'status' });
  });

  it('takes a wish for a later time from 429 and 503, and from no other', () => {
    const headers = { 'retry-after': '120' };
    expect(outcomeOf(answered(429, headers), nowMs)).toEqual({
      kind: 'failed',
      reason: 'rate_limited',
      retryAfterMs: 120_000,
    });
    expect(outcomeOf(answered(503, headers), nowMs)).toEqual({
      kind: 'failed',
      reason: 'status',
      retryAfterMs: 120_000,
    });
    expect(outcomeOf(answered(500, headers), nowMs)).toEqual({ kind: 'failed', reason: 'status' });
  });

  it('passes on why there was no answer, and does not count what we cut off', () => {
    expect(outcomeOf({ kind: 'failed', reason: 'timeout', detail: '', durationMs: 1, timings: {} }, nowMs)).toEqual({
      kind: 'failed',
      reason: 'timeout',
    });
    expect(outcomeOf({ kind: 'failed', reason: 'cancelled', detail: '', durationMs: 1, timings: {} }, nowMs)).toEqual({
      kind: 'cut',
    });
  });
});

describe('retry-after', () => {
  it('is read in seconds and as an HTTP date, capped at a day', () => {
    expect(retryAfterMs('0', nowMs)).toBe(0);
    expect(retryAfterMs(' 90 ', nowMs)).toBe(90_000);
    expect(retryAfterMs('9999999999', nowMs)).toBe(86_400_000);
    expect(retryAfterMs('9'.repeat(400), nowMs)).toBe(86_400_000);
    expect(retryAfterMs('Sun, 01 Mar 2026 12:01:30 GMT', nowMs)).toBe(90_000);
    expect(retryAfterMs('Sunday, 01-Mar-26 12:01:30 GMT', nowMs)).toBe(90_000);
    expect(retryAfterMs('Sun Mar  1 12:01:30 2026', nowMs)).toBe(90_000);
    expect(retryAfterMs('Sun, 01 Mar 2026 11:00:00 GMT', nowMs)).toBe(0);
    expect(retryAfterMs('Fri, 01 Jan 2100 00:00:00 GMT', nowMs)).toBe(86_400_000);
  });

  it('is no wish when it is anything else', () => {
    for (const text of [undefined, '', 'soon', '-5', '1.5', '2026-03-01T12:01:30Z', 'Sun, yesterday']) {
      expect(retryAfterMs(text, nowMs)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        const waitMs = retryAfterMs(text, nowMs) ?? 0;
        expect(waitMs).toBeGreaterThanOrEqual(0);
        expect(waitMs).toBeLessThanOrEqual(86_400_000);
      }),
    );
  });
});
