import { z } from 'zod';
import { withExample } from './example.js';

/**
 * Every problem that the API answers with: its stable code, its status, and what the one who asked can do.
 * `detail` says the same about the case at hand.
 */
export const problems = {
  malformed_request: { status: 400, title: 'The request is not well-formed HTTP.' },
  malformed_json: { status: 400, title: 'The body is not the JSON that is wanted.' },
  invalid_request: { status: 400, title: 'Some fields of the request are wrong; `errors` names each.' },
  invalid_cursor: { status: 400, title: 'The cursor is not one that this list gave.' },
  unauthorized: { status: 401, title: 'A valid API key is needed, as `Authorization: Bearer KEY`.' },
  forbidden: { status: 403, title: 'The API key lacks the scope that this needs.' },
  address_not_allowed: { status: 403, title: 'The API key is for other addresses than the one this came from.' },
  reserved: { status: 403, title: "This is the platform's own: nobody else publishes to it or changes it." },
  not_found: { status: 404, title: 'There is nothing here, or nothing that this key may see.' },
  method_not_allowed: { status: 405, title: 'This path takes other methods; `allow` lists them.' },
  conflict: { status: 409, title: 'The thing is not in a state that allows this.' },
  idempotency_key_reused: { status: 409, title: 'The Idempotency-Key was used for another request; take a new one.' },
  request_in_progress: {
    status: 409,
    title: 'The first request with this Idempotency-Key is still under way; ask again shortly.',
  },
  endpoint_quota_exceeded: {
    status: 409,
    title: 'The tenant has as many endpoints as its quota allows; delete one, or have the quota raised.',
  },
  precondition_failed: {
    status: 412,
    title: 'It has changed, or is there already: look at it again, and send the `etag` that you are given.',
  },
  incompatible_schema: {
    status: 409,
    title: 'The event type is strict, and the schema breaks with what it had; `errors` names each break.',
  },
  payload_too_large: { status: 413, title: 'The body is larger than is allowed.' },
  unsupported_media_type: { status: 415, title: 'The body has to be JSON.' },
  unknown_event_type: { status: 422, title: 'The event type is not registered; PUT /v1/event-types/{type} first.' },
  unknown_version: { status: 422, title: 'The event type has no such version.' },
  archived: {
    status: 422,
    title: 'The event type, or this version of it, is archived and takes no events; bring it back, or publish another.',
  },
  schema_mismatch: {
    status: 422,
    title: 'The data does not fit the schema of its event type; `errors` names each path.',
  },
  invalid_schema: { status: 422, title: 'The JSON Schema cannot be used; `errors` says why.' },
  address_forbidden: { status: 422, title: 'The URL leads to an address that Postrider must not call.' },
  rate_limited: { status: 429, title: 'More than the limit allows; wait as long as `retry-after` says.' },
  event_quota_exceeded: {
    status: 429,
    title: 'The tenant has published as many events today as its quota allows; `retry-after` leads to midnight, UTC.',
  },
  internal_error: { status: 500, title: 'Postrider failed; the log has the details under this request id.' },
  unavailable: { status: 503, title: 'Something that this needs is away; try again after `retry-after` seconds.' },
} as const satisfies Record<string, { status: number; title: string }>;

export const ProblemCode = z.enum(Object.keys(problems) as [keyof typeof problems, ...(keyof typeof problems)[]]).meta({
  id: 'ProblemCode',
});

export type ProblemCode = z.infer<typeof ProblemCode>;

/** One fault of a request: where, as a JSON Pointer (RFC 6901) into the body, or `query/…`, `path/…`, `header/…`, and what is wrong. */
export const Fault = z.object({
  path: z.string(),
  message: z.string(),
  kind: z.string().optional().describe('Of a break between two schemas, which kind it is.'),
});

export type Fault = z.infer<typeof Fault>;

/** A problem document, RFC 9457, with a stable `code`. */
export const Problem = withExample(
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: ProblemCode,
    detail: z.string(),
    errors: z.array(Fault).optional(),
  }),
  {
    type: 'urn:postrider:problem:invalid_request',
    title: problems.invalid_request.title,
    status: problems.invalid_request.status,
    code: 'invalid_request',
    detail: problems.invalid_request.title,
    errors: [{ path: '/url', message: 'is missing: it must be a text' }],
  },
).meta({ id: 'Problem' });

export type Problem = z.infer<typeof Problem>;

/** The problem document for a code, with the sentence and faults of the case. */
export function problem(code: ProblemCode, detail?: string, errors?: readonly Fault[]): Problem {
  const { status, title } = problems[code];
  const document: Problem = { type: `urn:postrider:problem:${code}`, title, status, code, detail: detail ?? title };
  return errors && errors.length > 0 ? { ...document, errors: [...errors] } : document;
}

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** zod names fields that shouldn't be there in one issue of what holds them. */
  readonly keys?: readonly string[];
}

const MAX_FAULTS = 100;

/** The faults that a schema found, in the form that problems carry. */
export function faultsOf(issues: readonly Issue[], under = ''): Fault[] {
  const faults = issues.slice(0, MAX_FAULTS).flatMap(({ path = [], message, keys }) => {
    if (!keys) return [{ path: under + pointer(path), message }];
    return keys
      .slice(0, MAX_FAULTS)
      .map((key) => ({ path: under + pointer([...path, key]), message: 'is not a field here' }));
  });
  return faults.slice(0, MAX_FAULTS);
}

function pointer(path: readonly (PropertyKey | { readonly key: PropertyKey })[]): string {
  const segments = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment));
  return segments.map((segment) => `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
