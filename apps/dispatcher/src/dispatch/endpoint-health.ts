import type { AttemptOutcome } from './attempt-outcome.js';

/**
 * What an attempt says about its endpoint, rather than about its event. `well`: it answers as one that works, whatever
 * it thinks of this event; `refusing`: it works and wants less (429); `failing`: it answers that it doesn't work;
 * `unreachable`: there was no answer; `hung`: there was none in time; `unknown`: nothing.
 */
export type EndpointHealth = 'well' | 'refusing' | 'failing' | 'unreachable' | 'hung' | 'unknown';

/** Reads an endpoint's health from an attempt's outcome and the status that it answered with, if it did. */
export function healthOf(
  outcome: Exclude<AttemptOutcome, { kind: 'cut' }>,
  statusCode: number | undefined,
): EndpointHealth {
  if (outcome.kind !== 'failed') return 'well';
  switch (outcome.reason) {
    case 'rate_limited':
      return 'refusing';
    case 'status':
      // 503 with retry-after is a receiver in good order that says when it will be back.
      if (outcome.retryAfterMs !== undefined) return 'unknown';
      return statusCode !== undefined && statusCode >= 500 ? 'failing' : 'well';
    case 'redirect':
    case 'gone':
    // Either it answered, or nothing was asked of it.
    case 'unverified':
      return 'well';
    case 'timeout':
    case 'connect_timeout':
    // A name server that doesn't answer takes as long as a receiver that doesn't.
    case 'dns':
      return 'hung';
    case 'connect_refused':
    case 'connection_reset':
    case 'tls':
    case 'protocol':
    case 'network':
    // Whoever issues its tokens is a part of it that has to work, and is spared like it.
    case 'auth':
      return 'unreachable';
    case 'address_forbidden':
    case 'unsigned':
    case 'https_required':
      return 'unknown';
  }
}
