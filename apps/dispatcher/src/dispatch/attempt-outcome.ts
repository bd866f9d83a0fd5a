import type { FailureReason } from '@postrider/schemas';
import type { Exchange } from '../exchange/exchange.js';

/** What an exchange means. A failure is tried again, unless the endpoint said that it's gone for good. */
export type AttemptOutcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly retryAfterMs?: number }
  | { readonly kind: 'gone'; readonly reason: 'gone' }
  /** We cut it off ourselves: it counts as not made. */
  | { readonly kind: 'cut' };

const DAY_MS = 86_400_000;

/** Success is 2xx alone; what a receiver asks for with `retry-after` counts with 429 and 503, up to a day. */
export function outcomeOf(exchange: Exchange, nowMs: number): AttemptOutcome {
  if (exchange.kind === 'failed') {
    return exchange.reason === 'cancelled' ? { kind: 'cut' } : { kind: 'failed', reason: exchange.reason };
  }
  const { statusCode, headers } = exchange;
  if (statusCode >= 200 && statusCode < 300) return { kind: 'delivered' };
  if (statusCode >= 300 && statusCode < 400) return { kind: 'failed', reason: 'redirect' };
  switch (statusCode) {
    case 410:
      return { kind: 'gone', reason: 'gone' };
    case 429:
      return { kind: 'failed', reason: 'rate_limited', retryAfterMs: retryAfterMs(headers['retry-after'], nowMs) };
    case 503:
      return { kind: 'failed', reason: 'status', retryAfterMs: retryAfterMs(headers['retry-after'], nowMs) };
    default:
      return { kind: 'failed', reason: 'status' };
  }
}

/** What a `retry-after` header asks for, in seconds or as an HTTP date (RFC 9110, section 10.2.3); undefined when it's neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  // However many digits: a wait that is longer than any that we keep is no reason to come at once.
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, DAY_MS);
  // Date.parse takes far more than HTTP dates, bare numbers among them.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return undefined;
  // The form of C's asctime() names no time zone, and means GMT all the same; Date.parse would take it for ours.
  const atMs = Date.parse(/^[A-Za-z]{3} [A-Za-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/.test(text) ? `${text} GMT` : text);
  return Number.isNaN(atMs) ? undefined : Math.min(Math.max(0, atMs - nowMs), DAY_MS);
}
