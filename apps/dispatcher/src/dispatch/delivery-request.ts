import type { AcceptedEvent, EventMeta } from '@postrider/schemas';
import type { OutgoingRequest } from '../exchange/exchange.js';
import type { Target } from './endpoint-targets.js';
import { asksForChallenge } from './endpoint-verification.js';

const USER_AGENT = 'Postrider/1';
/** What is looked at of the answer to a challenge, however little the log is to keep. */
const CHALLENGE_ANSWER_BYTES = 1024;

/** The request of one attempt: the event's data, byte for byte, in its envelope; signed anew, since each attempt has its own time. */
export function deliveryRequest(
  { meta, data }: AcceptedEvent,
  { url, headers, signer, identity }: Target,
  nowMs: number,
  timeoutMs: number,
): OutgoingRequest {
  const start = Buffer.from(
    `{"type":${JSON.stringify(meta.type)},"timestamp":${JSON.stringify(meta.timestamp)},${versionOf(meta)}"data":`,
  );
  const body = [start, data, END];
  const signed = signer.headers({ id: meta.id, timestampSeconds: Math.floor(nowMs / 1000), body });
  return {
    url,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'user-agent': USER_AGENT, ...signed },
    body,
    timeoutMs,
    ...(identity && { identity }),
    ...(asksForChallenge(meta.type) && { keptSuccessBytes: CHALLENGE_ANSWER_BYTES }),
  };
}

/** Said of events whose type has several versions, or whose publisher named one: see ADR 21. */
const versionOf = ({ version }: EventMeta): string => (version === undefined ? '' : `"version":${version},`);

const END = Buffer.from('}');
