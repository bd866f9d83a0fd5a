import { describe, expect, it } from '@jest/globals';
import { failureOf, isConnectionLoss, KnownFailure } from './known-failure.js';

describe('a failure on an open connection', () => {
  it.each([
    ['ECONNRESET', 'connection_reset'],
    ['EPIPE', 'connection_reset'],
    ['UND_ERR_SOCKET', 'connection_reset'],
    ['UND_ERR_HEADERS_OVERFLOW', 'protocol'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'protocol'],
    ['UND_ERR_INVALID_ARG', 'protocol'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls'],
    ['ETIMEDOUT', 'network'],
    ['EHOSTUNREACH', 'network'],
  ])('is named by its code: %s is %s', (code, reason) => {
    const failure = failureOf(Object.assign(new Error('connect 10.0.0.1:443 with key abc'), { code }));
    expect(failure.reason).toBe(reason);
    expect(failure.detail).not.toMatch(/10\.0\.0\.1|abc/);
  });

  it('keeps the reason that was known where it happened', () => {
    const failure = new KnownFailure('dns', 'no such name');
    expect(failureOf(failure)).toEqual({ reason: 'dns', detail: 'no such name' });
  });

  it('has a name even if it is no error at all', () => {
    for (const thrown of [undefined, null, 'boom', new Error('boom'), { code: 7 }]) {
      expect(failureOf(thrown)).toEqual({ reason: 'network', detail: 'the connection failed (unknown)' });
    }
  });

  it('is a loss of the connection, or a misuse of it', () => {
    expect(isConnectionLoss({ code: 'ECONNRESET' })).toBe(true);
    expect(isConnectionLoss({ code: 'UND_ERR_INVALID_ARG' })).toBe(false);
    expect(isConnectionLoss(new KnownFailure('connect_refused', 'no'))).toBe(false);
  });
});
