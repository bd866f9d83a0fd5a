import { GivenTimestamp } from '@postrider/schemas';
import {
  DEFAULT_MAX_ATTRIBUTE_BYTES,
  refused,
  type CloudEvent,
  type CloudEventLimits,
  type CloudEventRefused,
} from './cloud-event.js';

/** The attributes of an event, before they are checked. */
export type Attributes = ReadonlyMap<string, string>;

/** An event without its data, or why it isn't one. */
export type CheckedAttributes =
  { readonly kind: 'attributes'; readonly event: Omit<CloudEvent, 'data' | 'dataContentType'> } | CloudEventRefused;

const required = ['specversion', 'id', 'source', 'type'];
const neverEmpty = [...required, 'subject', 'datacontenttype', 'dataschema'];

/** `data` is no attribute's name (section 3.1). */
const attributeName = /^(?!data$)[a-z0-9]+$/;

/** What a String of CloudEvents must not contain: control characters, noncharacters, surrogates without their half. */
const forbidden = /[\p{Cc}\p{Noncharacter_Code_Point}\p{Cs}]/u;

/** The characters of a URI-reference (RFC 3986, appendix A), if not its grammar: a source is compared, never followed. */
const uriReference = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/;

/** Checks attributes against CloudEvents 1.0.2, section 3, whichever way they came. */
export function checkAttributes(
  attributes: Attributes,
  { maxAttributeBytes = DEFAULT_MAX_ATTRIBUTE_BYTES }: CloudEventLimits,
): CheckedAttributes {
  for (const name of required) {
    if (!attributes.has(name)) {
      return refused('missing_attribute', `The attribute ${name} is missing; CloudEvents require it.`, name);
    }
  }
  for (const [name, value] of attributes) {
    const fault = attributeFault(name, value, maxAttributeBytes);
    if (fault) return fault;
  }
  const {
    specversion = '',
    id = '',
    source = '',
    type = '',
    subject,
    time,
    tenant,
    orderingkey,
    dataversion,
    labels,
    traceparent,
    tracestate,
  } = Object.fromEntries(attributes);
  if (specversion !== '1.0') {
    return refused(
      'unsupported_specversion',
      'The attribute specversion is not 1.0; send events of CloudEvents 1.0.',
      'specversion',
    );
  }
  if (!uriReference.test(source)) {
    return refused(
      'bad_source',
      'The attribute source is not a URI-reference; percent-encode what is not allowed in one.',
      'source',
    );
  }
  const timestamp = time === undefined ? undefined : timestampOf(time);
  if (time !== undefined && timestamp === undefined) {
    return refused('bad_time', 'The attribute time is not a time such as 2026-01-31T12:00:00Z (RFC 3339).', 'time');
  }
  return {
    kind: 'attributes',
    event: {
      kind: 'event',
      source,
      id,
      type,
      subject,
      time: timestamp,
      extensions: { tenant, orderingkey, dataversion, labels, traceparent, tracestate },
    },
  };
}

function attributeFault(name: string, value: string, maxBytes: number): CloudEventRefused | undefined {
  if (!attributeName.test(name)) {
    const shown = JSON.stringify(name.slice(0, 64));
    return refused(
      'bad_attribute_name',
      `The attribute name ${shown} is not of a-z and 0-9 alone, or is data; rename it.`,
      name,
    );
  }
  if (Buffer.byteLength(value) > maxBytes) {
    return refused(
      'attribute_too_large',
      `The attribute ${name} is longer than ${maxBytes} bytes; shorten it, or move it into data.`,
      name,
    );
  }
  if (value === '' && neverEmpty.includes(name)) {
    return refused(
      'empty_attribute',
      `The attribute ${name} is empty; give it a value${required.includes(name) ? '' : ', or leave it out'}.`,
      name,
    );
  }
  if (forbidden.test(value)) {
    return refused(
      'bad_attribute_value',
      `The attribute ${name} has control characters, or others that CloudEvents forbid; take them out.`,
      name,
    );
  }
  return undefined;
}

/** What is fixed of a time in RFC 3339, up to its seconds, which may be those of a leap second. */
const timeWithSeconds = /^(\d{4}-\d\d-\d\dT\d\d:\d\d):(\d\d)/;

/** A time of RFC 3339 in the form of records. The letters may be small, and a leap second is the end of the one before. */
function timestampOf(time: string): string | undefined {
  const upper = time.toUpperCase();
  if (!timeWithSeconds.test(upper)) return undefined;
  const plain = upper.replace(timeWithSeconds, (_, minute, second) => `${minute}:${second === '60' ? '59' : second}`);
  return GivenTimestamp.safeParse(plain).data;
}
