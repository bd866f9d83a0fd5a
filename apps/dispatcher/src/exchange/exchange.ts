/** Who may end an exchange before its time: calls what it's given when it does, unless the answer was called before. */
export type EndedBy = (cancel: () => void) => () => void;

/** One POST, complete: nothing is added to it but `host`, `connection`, `content-length` and `accept-encoding: identity`. */
export interface OutgoingRequest {
  /** http or https; its user name, password and fragment aren't sent. */
  readonly url: URL;
  readonly method: 'POST';
  /** Names in lower case. `host` and the headers of the connection itself can't be set. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | readonly Buffer[];
  /** For the whole exchange: name look-up, connection, TLS, request and answer to its last byte. */
  readonly timeoutMs: number;
  /** Who Postrider is to the receiver's TLS; its connections carry requests with the same one alone. */
  readonly identity?: ClientIdentity | undefined;
  /** How much of the body of a success is kept, where that isn't what the limits say. */
  readonly keptSuccessBytes?: number;
}

/** A client certificate with its key, in PEM. */
export interface ClientIdentity {
  /** Different for each certificate of each endpoint: connections are told apart by it. */
  readonly id: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * Why there is no answer. `timeout` passed while an answer was awaited, `connect_timeout` before there was a connection;
 * `dns` is a name that didn't resolve, also not in time; `protocol` is an answer that isn't HTTP/1.1, or a request that
 * can't be; `auth` is a token or certificate that there is none of to send with; `https_required` is a URL without TLS where that
 * isn't allowed, `unverified` one that nobody has shown to own where that has to be; `cancelled` says that Postrider itself stopped.
 */
export type FailureReason =
  | 'timeout'
  | 'dns'
  | 'address_forbidden'
  | 'connect_refused'
  | 'connect_timeout'
  | 'connection_reset'
  | 'tls'
  | 'protocol'
  | 'network'
  | 'auth'
  | 'https_required'
  | 'unverified'
  | 'cancelled';

/** A reason, and a sentence on it that logs and the tenant may have: no secret, no address, no stack. */
export interface Failure {
  readonly reason: FailureReason;
  readonly detail: string;
}

/** How long the steps to a connection took, in milliseconds: those that were finished. */
export interface ConnectTimings {
  /** The name was resolved, and its addresses judged. */
  dnsMs?: number;
  /** TCP was connected. */
  connectMs?: number;
  /** TLS was agreed on. */
  tlsMs?: number;
}

/** How long the parts of an exchange took; on a connection that was there already it has none of the steps to one. */
export interface Timings extends Readonly<ConnectTimings> {
  /** From when the request went out until status and headers were in. */
  readonly firstByteMs?: number;
}

/**
 * What came of a request. It is `answered` as soon as status and headers are in, whatever becomes of the body then: a
 * receiver that says 200 and hangs has the event. `body` is the start of what was sent, as it was sent; `truncated` says
 * that there was, or would have been, more.
 */
export type Exchange =
  | {
      readonly kind: 'answered';
      readonly statusCode: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
      readonly truncated: boolean;
      readonly remoteAddress: string;
      readonly durationMs: number;
      readonly timings: Timings;
    }
  | ({
      readonly kind: 'failed';
      /** The address that was connected to, if that far. */
      readonly remoteAddress?: string;
      readonly durationMs: number;
      readonly timings: Timings;
    } & Failure);
