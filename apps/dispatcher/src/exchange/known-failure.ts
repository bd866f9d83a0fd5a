import { errors } from 'undici';
import type { Failure, FailureReason } from './exchange.js';

/** A failure that is understood where it happens; the error in which it passes through undici. */
export class KnownFailure extends Error implements Failure {
  constructor(
    readonly reason: FailureReason,
    readonly detail: string,
  ) {
    super(detail);
  }
}

const NOT_HTTP: Failure = { reason: 'protocol', detail: "the answer isn't HTTP/1.1" };

/** Names what went wrong on an open connection, by error code alone. */
export function failureOf(error: unknown): Failure {
  if (error instanceof KnownFailure) return { reason: error.reason, detail: error.detail };
  // undici gives this one no code.
  if (error instanceof errors.HTTPParserError) return NOT_HTTP;
  const code = codeOf(error);
  switch (code) {
    case 'ECONNRESET':
    case 'ECONNABORTED':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return {
        reason: 'connection_reset',
        detail: 'the receiver closed the connection before it answered; whether it read the request is unknown',
      };
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return NOT_HTTP;
    case 'UND_ERR_HEADERS_OVERFLOW':
      return { reason: 'protocol', detail: "the answer's headers are too large" };
    case 'UND_ERR_INVALID_ARG':
    case 'UND_ERR_NOT_SUPPORTED':
    case 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH':
      return { reason: 'protocol', detail: "a header or the path of the request can't be sent in HTTP/1.1" };
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return { reason: 'tls', detail: `TLS failed (${code})` };
  }
  return { reason: 'network', detail: `the connection failed (${code})` };
}

/** Whether a connection was lost, rather than used in a way that it can't be. */
export function isConnectionLoss(error: unknown): boolean {
  return failureOf(error).reason === 'connection_reset';
}

/** The code of a Node or undici error. */
export function codeOf(error: unknown): string {
  // Not by instanceof: the error may come from another realm.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown';
}
