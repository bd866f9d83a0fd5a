/** What one exchange, and all connections together, may take. */
export interface ExchangeLimits {
  /** Origins whose idle connections are kept; the least recently used is closed first. */
  readonly maxIdleOrigins: number;
  /** For name look-up, TCP and TLS of a connection. */
  readonly connectTimeoutMs: number;
  /** How long an idle connection is kept when its receiver says nothing about it. */
  readonly idleTimeoutMs: number;
  /** The longest that an idle connection is kept on a receiver's `keep-alive: timeout=` word, less a second. */
  readonly maxIdleTimeoutMs: number;
  /** How much of a 2xx answer's body is kept. */
  readonly keptSuccessBytes: number;
  /** How much of any other answer's body is kept. */
  readonly keptFailureBytes: number;
  /** How much more of a body is read and thrown away, to keep its connection. */
  readonly drainedBytes: number;
  /** Largest head of an answer, and largest trailer. */
  readonly maxHeadBytes: number;
  /** How many headers of an answer are kept, and how much of them, names and values together. */
  readonly keptHeaders: number;
  readonly keptHeaderBytes: number;
  /** Everything that an answer may send, including what never shows: 1xx answers, chunk extensions, trailers. */
  readonly maxAnswerBytes: number;
}

export const DEFAULT_LIMITS: ExchangeLimits = {
  maxIdleOrigins: 1000,
  connectTimeoutMs: 10_000,
  // Node, Apache and uvicorn close after 5 s. A request that crosses with the close is lost, and can't be repeated in
  // silence, since it may have been read: so we close first.
  idleTimeoutMs: 4_000,
  maxIdleTimeoutMs: 30_000,
  keptSuccessBytes: 64 * 1024,
  keptFailureBytes: 64 * 1024,
  // About what arrives in one round trip anyway; a new connection with TLS costs more.
  drainedBytes: 64 * 1024,
  maxHeadBytes: 16 * 1024,
  keptHeaders: 64,
  keptHeaderBytes: 8 * 1024,
  maxAnswerBytes: 256 * 1024,
};
