import type { Fault, ProblemCode } from '@postrider/schemas';
import type { Candidate, Refusal } from '../accept/candidate.js';
import { httpBinding, parseBinaryEvent } from '../cloud-events/binary-event.js';
import { candidateOf } from '../cloud-events/cloud-event-candidate.js';
import type {
  CloudEvent,
  CloudEventLimits,
  CloudEventRefusal,
  CloudEventRefused,
} from '../cloud-events/cloud-event.js';
import { parseStructuredEvent } from '../cloud-events/structured-event.js';
import { readPublishBody } from './publish-body.js';
import { headersOf, type PublishRequest } from './publish-request.js';

/** An event that was read, or why it wasn't. */
export type ReadEvent = { readonly kind: 'read'; readonly candidate: Candidate } | Refusal;

/** What a CloudEvent is refused for is a fault of some of its attributes, where nothing else is said. */
const CODES: Partial<Record<CloudEventRefusal, ProblemCode>> = {
  value_not_json: 'malformed_json',
  data_not_json: 'unsupported_media_type',
  bad_content_type: 'unsupported_media_type',
  data_too_large: 'payload_too_large',
};

/** Reads `{type, data, …}`. */
export function readEnvelope(tenant: string, bytes: Buffer, derivedId: string | undefined): ReadEvent {
  const body = readPublishBody(bytes);
  switch (body.kind) {
    case 'not_json':
      return { kind: 'refused', code: 'malformed_json', detail: body.fault.message, faults: [body.fault] };
    case 'invalid':
      return { kind: 'refused', code: 'invalid_request', faults: body.faults };
    case 'body': {
      const { type, id = derivedId, timestamp, orderingKey, labels, version } = body.envelope;
      return {
        kind: 'read',
        candidate: { tenant, type, data: body.data, id, timestamp, orderingKey, labels, version },
      };
    }
  }
}

/** Reads a CloudEvent in the JSON format. */
export function readStructured(tenant: string, bytes: Buffer, limits: CloudEventLimits): ReadEvent {
  return read(tenant, parseStructuredEvent(bytes, limits), (attribute) => `/${attribute}`);
}

/** Reads a CloudEvent whose attributes are in headers. */
export function readBinary(tenant: string, request: PublishRequest, limits: CloudEventLimits): ReadEvent {
  const event = parseBinaryEvent({ headers: headersOf(request), data: request.body }, httpBinding, limits);
  return read(tenant, event, (attribute) => `header/${httpBinding.prefix}${attribute}`);
}

function read(tenant: string, event: CloudEvent | CloudEventRefused, place: (attribute: string) => string): ReadEvent {
  if (event.kind === 'refused') return refusalOf(event, place);
  const found = candidateOf(tenant, event);
  if ('candidate' in found) return { kind: 'read', candidate: found.candidate };
  const faults = found.faults.map(({ path, message }) => ({ path: place(path), message }));
  return { kind: 'refused', code: 'invalid_request', faults };
}

function refusalOf({ reason, message, attribute }: CloudEventRefused, place: (attribute: string) => string): Refusal {
  const faults: Fault[] = attribute === undefined ? [] : [{ path: place(attribute), message }];
  return { kind: 'refused', code: CODES[reason] ?? 'invalid_request', detail: message, faults };
}
