import fc from 'fast-check';
import { badCursor, badJson, badText } from './bad-input.js';
import { JsonEdit } from './json-edit.js';
import type { ApiOperation } from './open-api-operations.js';

/** One thing that is wrong with a request; as data, so that it can be read where it's found out. */
export type Mistake =
  | { readonly kind: 'path' | 'query' | 'header'; readonly name: string; readonly text: string }
  /** Another JSON value in the place of one, or beside those of an object; `at` counts the values of the body. */
  | { readonly kind: 'value'; readonly at: number; readonly json: string }
  | { readonly kind: 'member'; readonly at: number; readonly name: string; readonly json: string }
  | { readonly kind: 'missing'; readonly at: number }
  | { readonly kind: 'suffix'; readonly at: number; readonly text: string }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'bytes'; readonly body: Uint8Array };

/** A request as its operation's example has it: its path, and each form that its body may have, as JSON. */
interface GoodRequest {
  readonly path: string;
  readonly bodies: readonly { readonly mediaType: string; readonly json: string }[];
}

interface BadRequest {
  readonly path: string;
  readonly body?: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Names that JavaScript has of its own, and some that nothing has. */
const oddName = fc.constantFrom(
  'valueOf',
  'toString',
  'constructor',
  '__proto__',
  'toJSON',
  '',
  'a\0',
  'nonsense',
  '$ref',
);

const MEDIA_TYPES = [
  ...['text/plain', 'application/xml', 'application/json; charset=utf-16', 'multipart/form-data', '*/*', 'nonsense'],
  ...['application/cloudevents+json', 'application/cloudevents-batch+json', 'APPLICATION/JSON', 'application/json;;'],
];
const TAGS = ['*', '"1"', 'W/"1"', '1', '"', ',', '"1",', '"-1"', '"9007199254740993"', '"é"', '"x'.repeat(500)];
const header = fc.oneof(
  fc.record({ name: fc.constant('content-type'), text: fc.constantFrom(...MEDIA_TYPES) }),
  fc.record({ name: fc.constantFrom('if-match', 'if-none-match'), text: fc.constantFrom(...TAGS) }),
  fc.record({
    name: fc.constantFrom(
      ...['idempotency-key', 'accept', 'authorization', 'content-encoding', 'traceparent', 'x-forwarded-for'],
      ...['ce-specversion', 'ce-id', 'ce-source', 'ce-type', 'ce-time', 'ce-labels', 'if-match', 'if-none-match'],
    ),
    // As fetch lets them go.
    text: fc
      .oneof(badText, fc.constant('1.0'))
      .map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').slice(0, 4000)),
  }),
);

const place = fc.nat(1000);
/** What tells a text that is too long, or that nothing can keep, from one that is wrong only. */
const suffix = fc.constantFrom(
  '\0',
  '\ud800',
  '\u202e',
  '🜁'.repeat(200),
  'x'.repeat(5000),
  'x'.repeat(70_000),
  ' ',
  '\n',
  '.',
);

/** Up to three mistakes in one request of an operation. */
export function mistakes({ method, parameters, body }: ApiOperation): fc.Arbitrary<Mistake[]> {
  const named = (kind: 'path' | 'query') =>
    parameters.filter((parameter) => parameter.in === kind).map(({ name }) => name);
  const ofPath = fc.record({
    kind: fc.constant('path' as const),
    name: fc.constantFrom(...named('path'), ''),
    text: fc.oneof(badText.map(encodeURIComponent), fc.constantFrom('%', '%zz', '%c3%28', '%ff', 'a/b', ';x')),
  });
  const ofQuery = fc.record({
    kind: fc.constant('query' as const),
    name: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...named('query'), 'nonsense') },
      { weight: 1, arbitrary: oddName },
    ),
    text: fc.oneof(badText, badCursor),
  });
  const ofHeader = header.map((one) => ({ kind: 'header' as const, ...one }));
  const known = Object.keys(body?.properties ?? {});
  const ofBody = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('value' as const), at: place, json: badJson }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('member' as const),
        at: place,
        name: fc.oneof(oddName, fc.constantFrom(...known, 'nonsense')),
        json: badJson,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('missing' as const), at: place }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('suffix' as const), at: place, text: suffix }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: place }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('bytes' as const), body: fc.uint8Array({ maxLength: 40 }) }),
    },
  );
  const one = fc.oneof(
    { weight: named('path').length > 0 ? 2 : 0, arbitrary: ofPath },
    { weight: named('query').length > 0 ? 3 : 1, arbitrary: ofQuery },
    { weight: 2, arbitrary: ofHeader },
    { weight: body ? 6 : method === 'GET' ? 0 : 1, arbitrary: ofBody },
  );
  return fc.array(one, { minLength: 1, maxLength: 3 });
}

/** The request with its mistakes; `form` says which form of its body it has. */
export function withMistakes(good: GoodRequest, form: number, all: readonly Mistake[]): BadRequest {
  const { mediaType, json } = good.bodies[form % Math.max(good.bodies.length, 1)] ?? {};
  let { path } = good;
  const query: string[] = [];
  const headers: Record<string, string> = mediaType === undefined ? {} : { 'content-type': mediaType };
  const edit = new JsonEdit(json ?? 'null');
  let bytes: Buffer | undefined;
  let cut: number | undefined;
  for (const mistake of all) {
    switch (mistake.kind) {
      case 'path':
        path = path.replace(`{${mistake.name}}`, () => mistake.text);
        break;
      case 'query':
        query.push(`${encodeURIComponent(mistake.name)}=${encodeURIComponent(mistake.text)}`);
        break;
      case 'header':
        headers[mistake.name] = mistake.text;
        break;
      case 'cut':
        cut = mistake.at;
        break;
      case 'bytes':
        bytes = Buffer.from(mistake.body);
        break;
      case 'value':
      case 'member':
      case 'missing':
      case 'suffix':
        edit.make(mistake);
        break;
    }
  }
  const isBodyWrong = all.some(({ kind }) => !['path', 'query', 'header'].includes(kind));
  const whole = edit.toString();
  const body = bytes ?? (cut === undefined ? whole : whole.slice(0, cut % (whole.length + 1)));
  const sendsBody = json !== undefined || isBodyWrong;
  return {
    path: query.length > 0 ? `${path}?${query.join('&')}` : path,
    headers: sendsBody ? { 'content-type': 'application/json', ...headers } : headers,
    ...(sendsBody && { body }),
  };
}
