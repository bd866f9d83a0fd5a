import { DEFAULT_MAX_DEPTH, scanObject, type ScannedObject } from '../exact-json/exact-json.js';
import { checkAttributes } from './attributes.js';
import { contentTypeFault, jsonFault, sizeFault } from './event-data.js';
import { refused, type CloudEvent, type CloudEventLimits, type CloudEventRefused } from './cloud-event.js';

/** An Integer of CloudEvents has 32 bits. */
const isInteger = (value: number): boolean => (value | 0) === value;

/**
 * Reads an event in the JSON format (CloudEvents JSON format 1.0, section 3): of `data` the very bytes, of
 * `data_base64` what they encode, which has to be declared to be JSON, and to be JSON.
 */
export function parseStructuredEvent(bytes: Buffer, limits: CloudEventLimits): CloudEvent | CloudEventRefused {
  // One deeper than data may be by itself, so that both modes carry the same.
  const scanned = scanObject(bytes, { maxDepth: DEFAULT_MAX_DEPTH + 1 });
  if (scanned.kind === 'fault') {
    const { code, path, message, offset } = scanned;
    const isAttribute = code === 'duplicate_name' && path.lastIndexOf('/') === 0;
    const reason = isAttribute ? 'duplicate_attribute' : 'value_not_json';
    return refused(reason, `The event can't be read: ${message} (byte ${offset}, path "${path}")`);
  }
  const attributes = attributesOf(bytes, scanned);
  if (!(attributes instanceof Map)) return attributes;
  const checked = checkAttributes(attributes, limits);
  if (checked.kind === 'refused') return checked;
  const data = dataOf(bytes, scanned, attributes.get('datacontenttype'), limits);
  if (!Buffer.isBuffer(data)) return data;
  return { ...checked.event, data, dataContentType: attributes.get('datacontenttype') ?? 'application/json' };
}

function attributesOf(bytes: Buffer, { members }: ScannedObject): Map<string, string> | CloudEventRefused {
  const attributes = new Map<string, string>();
  for (const [name, { start, end }] of members) {
    if (name === 'data' || name === 'data_base64') continue;
    const value: unknown = JSON.parse(bytes.toString('utf8', start, end));
    // Null stands for an attribute that isn't set (section 2.2).
    if (value === null) continue;
    if (typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && isInteger(value))) {
      attributes.set(name, String(value));
    } else {
      const shown = JSON.stringify(name.slice(0, 64));
      return refused(
        'bad_attribute_value',
        `The attribute ${shown} is not a string, a boolean or an integer; move it into data.`,
        name,
      );
    }
  }
  return attributes;
}

function dataOf(
  bytes: Buffer,
  { members }: ScannedObject,
  contentType: string | undefined,
  { maxDataBytes }: CloudEventLimits,
): Buffer | CloudEventRefused {
  const plain = members.get('data');
  const encoded = members.get('data_base64');
  if (plain && encoded) {
    return refused('two_data_members', 'The event has both data and data_base64; send one of them.');
  }
  if (!plain && !encoded) {
    return refused('missing_data', 'The event has no data; send the JSON null if there is nothing to say.');
  }
  // The type of data is JSON where none is given; that of data_base64 must not be taken for it (section 3.1.2).
  const typeFault = plain && contentType === undefined ? undefined : contentTypeFault(contentType ?? UNKNOWN_TYPE);
  if (typeFault) return typeFault;
  if (plain) {
    const data = bytes.subarray(plain.start, plain.end);
    return sizeFault(data, maxDataBytes) ?? data;
  }
  const data = encoded && decoded(JSON.parse(bytes.toString('utf8', encoded.start, encoded.end)));
  if (!data) {
    return refused(
      'bad_base64',
      'The member data_base64 is not a string of base64 (RFC 4648, section 4); encode it so.',
    );
  }
  return sizeFault(data, maxDataBytes) ?? jsonFault(data) ?? data;
}

const UNKNOWN_TYPE = 'application/octet-stream';

/** What base64 encodes; undefined for anything that an encoder wouldn't have written. */
function decoded(text: unknown): Buffer | undefined {
  if (typeof text !== 'string') return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
