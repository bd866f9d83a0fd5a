import fc from 'fast-check';
import type { Place } from './open-api-operations.js';

const string = (text: string): string => JSON.stringify(text);
const nested = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth);

/** What has broken parsers, databases and validators before, each as it stands in JSON. */
const NOTORIOUS: readonly string[] = [
  ...['null', 'true', '[]', '{}', '""', '0', '-1', '-0', '0.1', '1e400', '-1e400', '1e-400', '1e21'],
  ...['12345678901234567890', '9007199254740993', '2147483648', '3.0000000000000000001'],
  ...['"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udfff\\ud800"', '"\\u202e"', '"\\ufeff"', '" "', '"\\n"'],
  ...[
    '"__proto__"',
    '"constructor"',
    '"null"',
    '"undefined"',
    '"NaN"',
    '"\'; drop table events; --"',
    '"%00"',
    '"../.."',
  ],
  ...['{"a\\u0000":1}', '{"":1}', '{"constructor":{"prototype":{"x":1}}}', '{"toString":1}', '{"length":-1}'],
  ...['[{"valueOf":1},{"valueOf":2}]', '{"valueOf":{}}', '{"then":1,"toJSON":1}', '[{"__proto__":1},{"__proto__":2}]'],
  ...['{"a":1,"a":2}', '[null]', '[[]]', '{"$ref":"#"}', '{"$ref":"http://127.0.0.1/"}'],
  ...['"2026-02-30T00:00:00Z"', '"+275760-09-13T00:00:00.000Z"', '"0000-01-01T00:00:00Z"', '"1e3"', '"http://["'],
  ...['"http://a:b@127.0.0.1/"', '"javascript:alert(1)"', '"order..created"', '"*.*"', '"ep_0"'],
  string('x'.repeat(100_000)),
  string('é'.repeat(5000)),
  nested(50, '[', ']'),
  nested(20_000, '[', ']'),
  `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  `[${Array.from({ length: 5000 }, (_, index) => index).join(',')}]`,
  `{${Array.from({ length: 2000 }, (_, index) => `"k${index}":"v"`).join(',')}}`,
];

/** A JSON text of which nobody has thought: mostly not what any field takes. */
export const badJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NOTORIOUS) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }).map(string) },
  { weight: 1, arbitrary: fc.double().map((number) => (Number.isFinite(number) ? String(number) : '1e999')) },
);

/** A text that no parameter expects; whoever puts it into a URL escapes it. */
export const badText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', ' ', '\0', 'a\0b', '%', '%00', '..', '-1', '1e3', '1e999', 'NaN', '__proto__', '[object Object]'),
  fc.constantFrom('2026-02-30T00:00:00Z', '+275760-09-13T00:00:00Z', 'ep_0', '\u{1F4A9}', '\uFFFD', "'; --", 'null'),
  fc.constantFrom('x'.repeat(300), 'x'.repeat(2000), '🜁'.repeat(300), '9'.repeat(400)),
  fc.string({ unit: 'binary', maxLength: 80 }).filter((text) => text.isWellFormed()),
  fc.double().map(String),
);

/** A cursor that looks as if a list had given it: a time and an id, of any kind. */
export const badCursor: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.constantFrom('2026-02-30T00:00:00.000Z', '', '1', 'infinity', '-000001-01-01T00:00:00.000Z'),
    ),
    fc.oneof(fc.constantFrom('evt_', 'x', "';--", '\0', '.', 'x'.repeat(256)), fc.string({ maxLength: 30 })),
  )
  .map((pair) => Buffer.from(JSON.stringify(pair)).toString('base64url'));

/** A body with `json` at a place, inside of what is needed to hold it, and else what `rest` has. */
export function bodyWith(place: Place, json: string, rest: Readonly<Record<string, unknown>>): string {
  const [first, ...others] = place;
  if (first === undefined) return json;
  const inner = others.reduceRight<string>(
    (held, step) => (typeof step === 'number' ? `[${held}]` : `{${string(step)}:${held}}`),
    json,
  );
  const members = Object.entries(rest).filter(([name]) => name !== first);
  return `{${[[string(String(first)), inner], ...members.map(([name, value]) => [string(name), JSON.stringify(value)])]
    .map(([name, value]) => `${name}:${value}`)
    .join(',')}}`;
}
