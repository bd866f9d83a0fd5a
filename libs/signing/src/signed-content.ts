import { createHmac, type KeyObject } from 'node:crypto';

/** A body as the bytes that go over the wire, in one piece or in several that follow each other. */
export type MessageBody = Uint8Array | readonly Uint8Array[];

/** What is signed: the id, the time of this attempt, and the exact bytes of the body. */
export interface Message {
  /** Visible ASCII without a full stop; the same on every attempt. */
  readonly id: string;
  /** Seconds since the Unix epoch, of this attempt. */
  readonly timestampSeconds: number;
  readonly body: MessageBody;
}

// The signed content is `id.timestamp.body`. A full stop in the id would let one signature stand for two messages:
// `a.1` at 2 with body `b` reads as `a` at 1 with body `2.b`. Spaces and control characters have no place in a header.
const safeId = /^[!-\-/-~]+$/;

// The one spelling of a number, so that what is compared with the clock is what was signed. 11 digits last until the
// year 5138, and leave out milliseconds, which have 13.
const safeTimestamp = /^(?:0|[1-9][0-9]{0,10})$/;

/** Whether a text can be a `webhook-id` without making the signed content ambiguous. */
export function isSafeId(id: string): boolean {
  return safeId.test(id);
}

/** Whether a text is a `webhook-timestamp`: whole seconds, in decimal digits, without sign or leading zeros. */
export function isSafeTimestamp(timestamp: string): boolean {
  return safeTimestamp.test(timestamp);
}

/** What comes before the body in the signed content (Standard Webhooks 1.0.0, "Signature scheme"). */
export function contentHead(id: string, timestamp: string): string {
  return `${id}.${timestamp}.`;
}

/** The `v1` entry for a message: HMAC-SHA256 over the head and the chunks of the body, none of which is copied. */
export function symmetricSignature(key: KeyObject, head: string, body: MessageBody): string {
  const mac = createHmac('sha256', key).update(head);
  if (body instanceof Uint8Array) mac.update(body);
  else for (const chunk of body) mac.update(chunk);
  return `v1,${mac.digest('base64')}`;
}

/** The signed content copied into one piece: ed25519 reads a message twice and takes no chunks (RFC 8032, 5.1.6). */
export function wholeContent(head: string, body: MessageBody): Buffer {
  return Buffer.concat([Buffer.from(head), ...(body instanceof Uint8Array ? [body] : body)]);
}
