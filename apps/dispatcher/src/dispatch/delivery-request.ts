import type { AcceptedEvent } from '@postrider/schemas';
import type { OutgoingRequest } from '../exchange/exchange.js';
import { deliveryBody } from './delivery-body.js';
import type { Target } from './endpoint-targets.js';
import { asksForChallenge } from './endpoint-verification.js';

const USER_AGENT = 'Postrider/1';
/** What is looked at of the answer to a challenge, however little the log is to keep. */
const CHALLENGE_ANSWER_BYTES = 1024;

/** The request of one attempt: the event in the body that its endpoint asked for; signed anew, since each attempt has its own time. */
export function deliveryRequest(
  event: AcceptedEvent,
  { url, headers, signer, identity, shape, publicUrl }: Target,
  nowMs: number,
  timeoutMs: number,
): OutgoingRequest {
  const { meta } = event;
  const isChallenge = asksForChallenge(meta.type);
  // Without its data nobody could answer it.
  const body = deliveryBody(event, isChallenge ? { format: shape.format } : shape, publicUrl);
  const timestampSeconds = Math.floor(nowMs / 1000);
  const signed = signer.headers({ id: meta.id, timestampSeconds, body: body.pieces });
  return {
    url,
    method: 'POST',
    headers: { ...headers, 'content-type': body.contentType, 'user-agent': USER_AGENT, ...signed },
    body: body.pieces,
    timeoutMs,
    ...(identity && { identity }),
    ...(isChallenge && { keptSuccessBytes: CHALLENGE_ANSWER_BYTES }),
  };
}
