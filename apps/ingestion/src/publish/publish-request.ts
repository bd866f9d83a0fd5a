import { httpBinding } from '../cloud-events/binary-event.js';
import { isUtf8Charset, parseMediaType } from '../cloud-events/media-type.js';

/** A request to publish, as it came. */
export interface PublishRequest {
  /** Each header as often as it came: names and values in turn, as Node has them. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** What the caller's Idempotency-Key makes of an event without an id. */
  readonly derivedId?: string | undefined;
}

/** How events stand in a request; `unreadable`: in a charset that JSON can't be in. */
export type PublishForm = 'envelope' | 'structured' | 'binary' | 'batch' | 'unreadable';

const FORMS: Readonly<Record<string, PublishForm>> = {
  'application/cloudevents+json': 'structured',
  'application/cloudevents-batch+json': 'batch',
};

/** The headers of a request, in pairs, their names in small letters. */
export function* headersOf({ rawHeaders }: PublishRequest): Generator<readonly [name: string, value: string]> {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    yield [String(rawHeaders[at]).toLowerCase(), String(rawHeaders[at + 1])];
}

/** Tells the form from the headers alone, as the HTTP protocol binding of CloudEvents 1.0 has it (section 3). */
export function formOf(request: PublishRequest): PublishForm {
  let form: PublishForm = 'envelope';
  for (const [name, value] of headersOf(request)) {
    if (name === 'content-type') {
      // What nearly all send isn't worth taking apart.
      if (value === 'application/json') continue;
      const mediaType = parseMediaType(value);
      if (mediaType && !isUtf8Charset(mediaType)) return 'unreadable';
      const named = FORMS[mediaType?.name ?? ''];
      if (named) return named;
    } else if (name.startsWith(httpBinding.prefix)) form = 'binary';
  }
  return form;
}
