import { describe, expect, it } from '@jest/globals';
import { readRedactedPath, REDACTED } from '@postrider/schemas';
import fc from 'fast-check';
import { redactJson } from './redact-json.js';

const namesOf = (path: string): string[] => readRedactedPath(`/data${path}`).names;
const redact = (text: string, ...paths: string[]): string => redactJson(text, paths.map(namesOf));

describe('a redacted JSON text', () => {
  it('lacks what is named, and has every other byte as it was', () => {
    const text =
      '{ "amount":1.0,"id":12345678901234567890, "card":{"number":"4111","brand":"é\\u00e9"},"to":["a","b"]}';
    expect(redact(text, '/card/number')).toBe(text.replace('"4111"', '"[redacted]"'));
    expect(redact(text, '/to/1', '/amount')).toBe(text.replace('"b"', '"[redacted]"').replace('1.0', '"[redacted]"'));
    expect(redact(text, '/card/number', '/card', '/card/brand')).toBe(text.replace(/\{"number".*?\}/, '"[redacted]"'));
    expect(redact(text, '')).toBe('"[redacted]"');
    expect(redact(text, '/nothing', '/card/number/deeper', '/to/x')).toBe(text);
    expect(redact(text)).toBe(text);
  });

  it('lacks every member or item where a star stands, and names with slashes, stars and escapes too', () => {
    expect(redact('[{"a":1,"b":2},{"a":3}]', '/*/a')).toBe('[{"a":"[redacted]","b":2},{"a":"[redacted]"}]');
    expect(redact('{"x":{"a":[1]},"y":2}', '/*/a')).toBe('{"x":{"a":"[redacted]"},"y":2}');
    expect(redact('{"a/b":1,"c~d":2,"":3}', '/a~1b', '/c~0d', '/')).toBe(
      '{"a/b":"[redacted]","c~d":"[redacted]","":"[redacted]"}',
    );
    expect(redact('{"\\u0061":1,"a":2,"__proto__":3}', '/a', '/__proto__')).toBe(
      '{"\\u0061":"[redacted]","a":"[redacted]","__proto__":"[redacted]"}',
    );
  });

  it('is nothing but hidden where it is no JSON, or too deep to be looked into', () => {
    const hidden = JSON.stringify(REDACTED);
    for (const text of ['', '<html>', '{"a":', '{"a":1}}', '// a\n{"a":1}', "{'a':1}", '[1,]', '['.repeat(60_000)])
      expect([text.slice(0, 10), redact(text, '/a')]).toEqual([text.slice(0, 10), hidden]);
    expect(redact('['.repeat(60_000) + ']'.repeat(60_000), '/a')).toBe(hidden);
  });

  it('never shows a value whose place is named, whatever the text', () => {
    const secret = 'a-secret-value';
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 4 }),
        fc.array(fc.string(), { maxLength: 4 }),
        fc.string(),
        (other, names, last) => {
          const path = [...names, last];
          const held = path.reduceRight<string>(
            (inner, name) => `{${JSON.stringify(name)}:${inner},"other":${other}}`,
            JSON.stringify(secret),
          );
          fc.pre(!path.includes('other') && !other.includes(secret));
          const redacted = redactJson(held, [path]);
          expect(redacted).not.toContain(secret);
          expect(JSON.parse(redacted)).toBeDefined();
          expect(redactJson(held, [path.map(() => '*')])).not.toContain(secret);
        },
      ),
    );
  });
});
