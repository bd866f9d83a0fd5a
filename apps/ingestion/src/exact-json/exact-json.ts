import { isUtf8 } from 'node:buffer';
import { jsonFault, type JsonFault } from './json-fault.js';
import { JsonScan, type Span } from './json-scan.js';

/** How deep objects and arrays may be nested, the outermost counting as 1, when nothing else is said. */
export const DEFAULT_MAX_DEPTH = 128;

/** The scan descends by calling itself; a limit beyond this could exhaust the stack, so none is let go beyond it. */
const DEEPEST = 1000;

/** What bounds a scan. */
export interface ScanLimits {
  /** Up to 1,000. */
  readonly maxDepth?: number;
}

/** What bounds the scan of an array. */
export interface ArrayLimits {
  readonly maxItems?: number;
}

/** A JSON object, taken apart but not parsed. */
export interface ScannedObject {
  readonly kind: 'object';
  /** Where each member's value stands, by name, in their order; `__proto__` is a name like any other. */
  readonly members: ReadonlyMap<string, Span>;
}

/** A JSON array, taken apart but not parsed. */
export interface ScannedArray {
  readonly kind: 'array';
  readonly items: readonly Span[];
}

/** Some JSON value, without the white space around it. */
export interface ScannedValue extends Span {
  readonly kind: 'value';
}

/**
 * Checks that bytes are one JSON object and says where its members' values stand, so that they can be cut out exactly
 * as they were sent instead of being parsed and printed again.
 *
 * Accepts what RFC 8259 does, but refuses a byte order mark, bytes that aren't UTF-8, nesting beyond `maxDepth`, and
 * an object, at any depth, with a name twice: two readers would see two events. Never throws; takes time linear in
 * the bytes.
 */
export function scanObject(bytes: Buffer, limits: ScanLimits = {}): ScannedObject | JsonFault {
  const members = new Map<string, Span>();
  const json = jsonScan(bytes, limits, true);
  const whole = readWhole(json, (at) =>
    json.byteAt(at) === 0x7b ? json.object(at, 1, members) : json.stopAt(at, 'not_an_object'),
  );
  return whole.kind === 'fault' ? whole : { kind: 'object', members };
}

/**
 * Checks that bytes are one JSON array of at most `maxItems` items and says where they stand. Refuses what
 * {@link scanObject} does, but for names that come twice and for deep nesting up to 1,000: each item is still to be
 * scanned by itself, so that one bad item doesn't condemn the others.
 */
export function scanArray(bytes: Buffer, limits: ArrayLimits = {}): ScannedArray | JsonFault {
  const items: Span[] = [];
  const json = jsonScan(bytes, { maxDepth: DEEPEST }, false);
  const whole = readWhole(json, (at) =>
    json.byteAt(at) === 0x5b ? json.array(at, 1, items, limits.maxItems) : json.stopAt(at, 'not_an_array'),
  );
  return whole.kind === 'fault' ? whole : { kind: 'array', items };
}

/** Checks that bytes are one JSON value of any kind, by the rules of {@link scanObject}. */
export function scanValue(bytes: Buffer, limits: ScanLimits = {}): ScannedValue | JsonFault {
  const json = jsonScan(bytes, limits, true);
  return readWhole(json, (at) => json.value(at, 0));
}

function jsonScan(bytes: Buffer, { maxDepth = DEFAULT_MAX_DEPTH }: ScanLimits, uniqueNames: boolean): JsonScan {
  return new JsonScan(bytes, Math.min(maxDepth, DEEPEST), uniqueNames);
}

function readWhole(json: JsonScan, read: (at: number) => number): ScannedValue | JsonFault {
  const { bytes } = json;
  const start = json.skipSpace(0);
  if (start === bytes.length) return jsonFault(bytes, { code: 'empty', offset: 0 });
  if (hasByteOrderMark(bytes)) return jsonFault(bytes, { code: 'byte_order_mark', offset: 0 });
  if (!isUtf8(bytes)) return jsonFault(bytes, { code: 'invalid_utf8', offset: firstInvalid(bytes) });
  const end = read(start);
  if (json.stop === undefined && json.skipSpace(end) < bytes.length) json.stopAt(json.skipSpace(end), 'trailing_bytes');
  return json.stop === undefined ? { kind: 'value', start, end } : jsonFault(bytes, json.stop);
}

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** Where the first byte stands that UTF-8 doesn't allow: the decoder puts a replacement character in its place. */
function firstInvalid(bytes: Buffer): number {
  const text = bytes.toString('utf8');
  let offset = 0;
  let from = 0;
  for (;;) {
    const replaced = text.indexOf('\ufffd', from);
    if (replaced < 0) return offset;
    offset += Buffer.byteLength(text.slice(from, replaced));
    const wasSent = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd;
    if (!wasSent) return offset;
    offset += 3;
    from = replaced + 1;
  }
}
