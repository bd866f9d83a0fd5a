import { CONTENT_TYPE, kafkaBinding, parseBinaryEvent } from './binary-event.js';
import { parseMediaType, isUtf8Charset } from './media-type.js';
import { refused, type CloudEvent, type CloudEventLimits, type CloudEventRefused } from './cloud-event.js';
import { parseStructuredEvent } from './structured-event.js';

/** What of a Kafka record an event can be in. The record's key isn't: no attribute is read from it (section 3.1). */
export interface RecordWithEvent {
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | undefined>>;
  /** The headers that came more than once, with every value; `headers` has the last of each. */
  readonly repeatedHeaders?: Readonly<Record<string, readonly Buffer[]>>;
}

/**
 * Reads the CloudEvent in a Kafka record, by the Kafka protocol binding of CloudEvents 1.0: structured mode where
 * `content-type` begins with application/cloudevents, binary mode otherwise. Never throws.
 */
export function parseCloudEventRecord(
  record: RecordWithEvent,
  limits: CloudEventLimits,
): CloudEvent | CloudEventRefused {
  const headers = [...headersOf(record)];
  const mode = modeOf(headers);
  if (mode === 'structured') return parseStructuredEvent(record.value ?? Buffer.alloc(0), limits);
  if (mode === 'binary') return parseBinaryEvent({ headers, data: record.value }, kafkaBinding, limits);
  return mode;
}

function* headersOf({ headers, repeatedHeaders }: RecordWithEvent): Iterable<readonly [string, Buffer]> {
  for (const [name, value] of Object.entries(headers)) {
    for (const each of repeatedHeaders?.[name] ?? [value]) if (each) yield [name, each];
  }
}

function modeOf(headers: readonly (readonly [string, Buffer])[]): 'structured' | 'binary' | CloudEventRefused {
  const contentTypes = headers.filter(([name]) => name.toLowerCase() === CONTENT_TYPE);
  const contentType = contentTypes[0]?.[1].toString('utf8') ?? '';
  if (!contentType.trimStart().toLowerCase().startsWith('application/cloudevents')) {
    if (headers.some(([name]) => name.startsWith(kafkaBinding.prefix))) return 'binary';
    return refused(
      'not_a_cloud_event',
      'The record has no headers that begin with ce_ and no content-type of application/cloudevents+json; send a CloudEvent in binary or structured mode.',
    );
  }
  if (contentTypes.length > 1) {
    return refused('duplicate_attribute', 'The header content-type comes twice; send it once.');
  }
  const mediaType = parseMediaType(contentType);
  if (mediaType?.name.startsWith('application/cloudevents-batch')) {
    return refused('batched', 'The record has a batch of events, which Kafka has no mode for; send each in a record.');
  }
  if (mediaType?.name !== 'application/cloudevents+json' || !isUtf8Charset(mediaType)) {
    return refused(
      'unsupported_format',
      'The content-type is not application/cloudevents+json in UTF-8, the one event format that is read.',
    );
  }
  return 'structured';
}
