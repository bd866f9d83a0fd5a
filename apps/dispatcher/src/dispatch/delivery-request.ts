import { withPathSuffix, type AcceptedEvent, type RequestChange } from '@postrider/schemas';
import { webhookHeaders } from '@postrider/signing';
import type { OutgoingRequest } from '../exchange/exchange.js';
import { lowerCase, type Target } from './endpoint-targets.js';

const USER_AGENT = 'Postrider/1';

/**
 * The request of one attempt: the event's data, byte for byte, in its envelope, or what a transformation made of it; signed
 * anew, since each attempt has its own time.
 */
export function deliveryRequest(
  { meta, data }: AcceptedEvent,
  { url, headers, signer }: Target,
  nowMs: number,
  timeoutMs: number,
  change: RequestChange = UNCHANGED,
): OutgoingRequest {
  const start = Buffer.from(
    `{"type":${JSON.stringify(meta.type)},"timestamp":${JSON.stringify(meta.timestamp)},"data":`,
  );
  const body = change.body ? [change.body] : [start, data, END];
  const signed = webhookHeaders(signer, { id: meta.id, timestampSeconds: Math.floor(nowMs / 1000), body });
  return {
    url: change.path === undefined ? url : withPathSuffix(url, change.path),
    method: 'POST',
    headers: {
      ...headers,
      ...(change.headers && lowerCase(change.headers)),
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      ...signed,
    },
    body,
    timeoutMs,
  };
}

const UNCHANGED: RequestChange = {};
const END = Buffer.from('}');
