import type { AcceptedEvent } from '@postrider/schemas';
import { webhookHeaders } from '@postrider/signing';
import type { OutgoingRequest } from '../exchange/exchange.js';
import { deliveryBody } from './delivery-body.js';
import type { Target } from './endpoint-targets.js';

const USER_AGENT = 'Postrider/1';

/** The request of one attempt: the event in the body that its endpoint asked for; signed anew, since each attempt has its own time. */
export function deliveryRequest(
  event: AcceptedEvent,
  { url, headers, signer, shape, publicUrl }: Target,
  nowMs: number,
  timeoutMs: number,
): OutgoingRequest {
  const { contentType, pieces: body } = deliveryBody(event, shape, publicUrl);
  const signed = webhookHeaders(signer, { id: event.meta.id, timestampSeconds: Math.floor(nowMs / 1000), body });
  return {
    url,
    method: 'POST',
    headers: { ...headers, 'content-type': contentType, 'user-agent': USER_AGENT, ...signed },
    body,
    timeoutMs,
  };
}
