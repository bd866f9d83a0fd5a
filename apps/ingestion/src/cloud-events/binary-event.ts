import { isUtf8 } from 'node:buffer';
import { checkAttributes } from './attributes.js';
import { contentTypeFault, jsonFault, sizeFault } from './event-data.js';
import { refused, type CloudEvent, type CloudEventLimits, type CloudEventRefused } from './cloud-event.js';

/** How a protocol puts attributes into its headers. */
export interface HeaderBinding {
  /** What stands before an attribute's name. */
  readonly prefix: string;
  /** The text of a header's value; undefined when it has none. */
  text(value: string | Buffer): string | undefined;
}

/** Kafka protocol binding 1.0, section 3.2.3: UTF-8 as it is. */
export const kafkaBinding: HeaderBinding = {
  prefix: 'ce_',
  text: (value) => {
    if (typeof value === 'string') return value;
    return isUtf8(value) ? value.toString('utf8') : undefined;
  },
};

/** HTTP protocol binding 1.0, section 3.1.3.2: perhaps quoted, then percent-encoded UTF-8. */
export const httpBinding: HeaderBinding = {
  prefix: 'ce-',
  text: (value) => {
    const sent = value.toString('latin1').trim();
    if (!/^[\x20-\x7e]*$/.test(sent)) return undefined;
    const unquoted = /^".*"$/.test(sent) ? sent.slice(1, -1).replaceAll(/\\(.)/g, '$1') : sent;
    try {
      return decodeURIComponent(unquoted);
    } catch {
      return undefined;
    }
  },
};

/** The header that says what the data is. */
export const CONTENT_TYPE = 'content-type';

const DATA_CONTENT_TYPE = 'datacontenttype';

/** An event in binary mode: its headers, each as often as it came, and its data. */
export interface BinaryEvent {
  readonly headers: Iterable<readonly [name: string, value: string | Buffer]>;
  readonly data: Buffer | null;
}

/**
 * Reads an event in binary mode: attributes in headers, `content-type` for the data's, and the data by itself, exactly.
 * Where no type is given the data's bytes decide: JSON is carried, as application/json, and nothing else.
 */
export function parseBinaryEvent(
  event: BinaryEvent,
  binding: HeaderBinding,
  limits: CloudEventLimits,
): CloudEvent | CloudEventRefused {
  const attributes = new Map<string, string>();
  for (const [header, value] of event.headers) {
    const name = attributeOf(header, binding);
    if (name === undefined) continue;
    const text = binding.text(value);
    if (text === undefined) return badlyEncoded(header, name);
    // The JavaScript SDK sends the type of the data both as content-type and as an attribute.
    const isSameType = name === DATA_CONTENT_TYPE && attributes.get(name) === text;
    if (attributes.has(name) && !isSameType) return twice(name);
    attributes.set(name, text);
  }
  const checked = checkAttributes(attributes, limits);
  if (checked.kind === 'refused') return checked;
  const dataContentType = attributes.get(DATA_CONTENT_TYPE) ?? 'application/json';
  if (!event.data || event.data.length === 0) {
    return refused('missing_data', 'The event has no data; send the JSON null if there is nothing to say.');
  }
  const { data } = event;
  const fault = contentTypeFault(dataContentType) ?? sizeFault(data, limits.maxDataBytes) ?? jsonFault(data);
  return fault ?? { ...checked.event, data, dataContentType };
}

/** The attribute that a header carries. Kafka tells large letters from small ones, but content types come as Content-Type too. */
function attributeOf(header: string, { prefix }: HeaderBinding): string | undefined {
  if (header.startsWith(prefix)) return header.slice(prefix.length);
  return header.toLowerCase() === CONTENT_TYPE ? DATA_CONTENT_TYPE : undefined;
}

function twice(name: string): CloudEventRefused {
  return refused('duplicate_attribute', `The attribute ${quoted(name)} comes twice; send it once.`, name);
}

function badlyEncoded(header: string, attribute: string): CloudEventRefused {
  return refused(
    'bad_attribute_value',
    `The header ${quoted(header)} is not UTF-8 as its protocol binding encodes it; encode it so.`,
    attribute,
  );
}

const quoted = (name: string): string => JSON.stringify(name.slice(0, 64));
