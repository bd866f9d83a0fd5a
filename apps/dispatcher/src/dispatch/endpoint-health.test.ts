import { describe, expect, it } from '@jest/globals';
import type { FailureReason } from '@postrider/schemas';
import { healthOf, type EndpointHealth } from './endpoint-health.js';

const failed = (reason: FailureReason, statusCode?: number, retryAfterMs?: number): EndpointHealth =>
  healthOf({ kind: 'failed', reason, retryAfterMs }, statusCode);

describe('the health of an endpoint', () => {
  it('is good when it answers, even that it doesn’t want this event', () => {
    expect(healthOf({ kind: 'delivered' }, 204)).toBe('well');
    expect(healthOf({ kind: 'gone', reason: 'gone' }, 410)).toBe('well');
    expect([failed('status', 400), failed('status', 404), failed('redirect', 302)]).toEqual(['well', 'well', 'well']);
  });

  it('is bad when it answers 5xx, or not at all', () => {
    expect([failed('status', 500), failed('status', 503)]).toEqual(['failing', 'failing']);
    const silent = (['connect_refused', 'connection_reset', 'tls', 'protocol', 'network', 'auth'] as const).map(
      (reason) => failed(reason),
    );
    expect(new Set(silent)).toEqual(new Set(['unreachable']));
    expect([failed('timeout'), failed('connect_timeout'), failed('dns')]).toEqual(['hung', 'hung', 'hung']);
  });

  it('says nothing by a 503 that names its end, and by what is our own doing', () => {
    expect(failed('status', 503, 1000)).toBe('unknown');
    expect([failed('unsigned'), failed('address_forbidden'), failed('https_required')]).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
  });

  it('is good with a wish for less when it answers 429', () => {
    expect([failed('rate_limited', 429), failed('rate_limited', 429, 1000)]).toEqual(['refusing', 'refusing']);
  });
});
