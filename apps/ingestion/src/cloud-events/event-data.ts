import { scanValue } from '../exact-json/exact-json.js';
import { isJsonType, isUtf8Charset, parseMediaType } from './media-type.js';
import { refused, type CloudEventRefused } from './cloud-event.js';

/** Why data of this type can't be carried, which is all that isn't JSON in UTF-8. */
export function contentTypeFault(contentType: string): CloudEventRefused | undefined {
  const mediaType = parseMediaType(contentType);
  if (!mediaType) {
    return refused('bad_content_type', 'The content type of the data is not a media type; send application/json.');
  }
  if (!isJsonType(mediaType)) {
    return refused(
      'data_not_json',
      'The content type of the data is not JSON; only application/json and types that end in +json are carried.',
    );
  }
  if (!isUtf8Charset(mediaType)) {
    return refused('data_not_json', 'The charset of the data is not UTF-8; send JSON in UTF-8.');
  }
  return undefined;
}

/** Why data is too large to be carried. */
export function sizeFault(data: Buffer, maxDataBytes: number): CloudEventRefused | undefined {
  if (data.length <= maxDataBytes) return undefined;
  const sizes = `The data has ${data.length} bytes, and ${maxDataBytes} are allowed`;
  return refused('data_too_large', `${sizes}; send less, or a link to it.`);
}

/** Why these bytes aren't JSON that can be carried. */
export function jsonFault(data: Buffer): CloudEventRefused | undefined {
  const scanned = scanValue(data);
  if (scanned.kind === 'value') return undefined;
  return refused(
    'data_not_json',
    `The data can't be carried: ${scanned.message} (byte ${scanned.offset}, path "${scanned.path}")`,
  );
}
