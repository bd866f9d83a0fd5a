import { z } from 'zod';
import { EndpointId } from '../ids.js';
import { OrderingKey, Timestamp } from '../text.js';
import { decodeJson, undecodable, type Decoded, type RecordParts, type RecordToWrite } from './record.js';

const Marked = z.object({ at: Timestamp });
const LaneName = z.tuple([EndpointId, OrderingKey]);

/** A postrider.lanes record: something of an endpoint's ordering key is parked, or nothing is any more. */
export interface LaneMarker {
  readonly endpoint: string;
  readonly orderingKey: string;
  /** When it was blocked; absent in a tombstone: what was parked is through. */
  readonly at?: string;
}

export function encodeLaneMarker({ endpoint, orderingKey, at }: LaneMarker): RecordToWrite {
  const value = at === undefined ? null : Buffer.from(JSON.stringify({ at }));
  return { key: JSON.stringify([endpoint, orderingKey]), value, headers: {} };
}

export function decodeLaneMarker({ key, value }: RecordParts): Decoded<LaneMarker> {
  const name = decodeJson(LaneName, key ?? undefined, 'the key');
  if (name.kind === 'undecodable') return undecodable(name.reason);
  const [endpoint, orderingKey] = name.value;
  if (!value) return { kind: 'decoded', value: { endpoint, orderingKey } };
  const marked = decodeJson(Marked, value, 'the value');
  return marked.kind === 'decoded'
    ? { kind: 'decoded', value: { endpoint, orderingKey, ...marked.value } }
    : undecodable(marked.reason);
}
