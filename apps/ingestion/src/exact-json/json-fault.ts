import { pointerAt } from './pointer-at.js';

/** What a request's bytes can be refused for. */
export type JsonFaultCode =
  | 'empty'
  | 'byte_order_mark'
  | 'invalid_utf8'
  | 'not_json'
  | 'unfinished'
  | 'trailing_bytes'
  | 'not_an_object'
  | 'not_an_array'
  | 'duplicate_name'
  | 'too_deep'
  | 'too_many_items';

/** Why bytes are not the JSON that is wanted, where, and what to do about it. Nothing of a value is quoted in it. */
export interface JsonFault {
  readonly kind: 'fault';
  readonly code: JsonFaultCode;
  /** The byte at which it shows, from 0. */
  readonly offset: number;
  /** A JSON Pointer (RFC 6901) to the value that it is in or at; a long one is cut, and then ends in `…`. */
  readonly path: string;
  readonly message: string;
}

const remedies: Readonly<Record<JsonFaultCode, string>> = {
  empty: 'There is nothing here; send a JSON text.',
  byte_order_mark: 'The JSON begins with a byte order mark; send plain UTF-8 without one.',
  invalid_utf8: 'This is not UTF-8; JSON has to be sent as UTF-8.',
  not_json: 'This is not JSON (RFC 8259).',
  unfinished: 'The JSON ends in the middle; send all of it.',
  trailing_bytes: 'Something follows the JSON value; send one value and nothing else.',
  not_an_object: 'This is not a JSON object; send {"name": value, …}.',
  not_an_array: 'This is not a JSON array; send [item, …].',
  duplicate_name: 'An object has this name twice, and readers differ in which one counts; send each name once.',
  too_deep: 'Objects and arrays are nested too deep; flatten the JSON.',
  too_many_items: 'The array has too many items; send them in several requests.',
};

/** Where a scan stopped and why, before the path is worked out. */
export interface Stop {
  readonly code: JsonFaultCode;
  readonly offset: number;
  /** Up to where the path leads; the offset itself where it isn't given. */
  readonly within?: number;
  /** What the grammar would have allowed. */
  readonly expected?: string;
}

/** The fault for a stop. It costs a pass over the bytes before it, which valid JSON never pays. */
export function jsonFault(bytes: Buffer, { code, offset, within = offset, expected }: Stop): JsonFault {
  const wanted = expected === undefined ? '' : ` Expected ${expected} at byte ${offset}.`;
  return { kind: 'fault', code, offset, path: pointerAt(bytes, within), message: remedies[code] + wanted };
}
