import {
  deliveryBody,
  JSON_TYPE,
  withPathSuffix,
  type AcceptedEvent,
  type RequestChange,
  type TraceContext,
} from '@postrider/schemas';
import type { OutgoingRequest } from '../exchange/exchange.js';
import { lowerCase, type Target } from './endpoint-targets.js';
import { asksForChallenge } from './endpoint-verification.js';

const USER_AGENT = 'Postrider/1';
/** What is looked at of the answer to a challenge, however little the log is to keep. */
const CHALLENGE_ANSWER_BYTES = 1024;

/**
 * The request of one attempt: the event in the body that its endpoint asked for, or what a transformation made of it;
 * signed anew, since each attempt has its own time. `trace` is what the receiver may go on from.
 */
export function deliveryRequest(
  event: AcceptedEvent,
  { url, headers, credentials, signer, identity, shape, publicUrl }: Target,
  nowMs: number,
  timeoutMs: number,
  change: RequestChange = UNCHANGED,
  trace?: TraceContext,
): OutgoingRequest {
  const { meta } = event;
  const isChallenge = asksForChallenge(meta.type);
  const body = change.body
    ? { contentType: JSON_TYPE, pieces: [change.body] }
    : // Without its data nobody could answer a challenge.
      deliveryBody(event, isChallenge ? { format: shape.format } : shape, publicUrl);
  const timestampSeconds = Math.floor(nowMs / 1000);
  const signed = signer.headers({ id: meta.id, timestampSeconds, body: body.pieces });
  return {
    url: change.path === undefined ? url : withPathSuffix(url, change.path),
    method: 'POST',
    headers: {
      ...headers,
      // One header, one part: what a script says is never taken for a credential.
      ...(change.headers && { ...lowerCase(change.headers), ...credentials }),
      'content-type': body.contentType,
      'user-agent': USER_AGENT,
      ...trace,
      ...signed,
    },
    body: body.pieces,
    timeoutMs,
    ...(identity && { identity }),
    ...(isChallenge && { keptSuccessBytes: CHALLENGE_ANSWER_BYTES }),
  };
}

const UNCHANGED: RequestChange = {};
