import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linearPattern } from './linear-pattern.js';

const test = (source: string, text: string): boolean => {
  const pattern = linearPattern(source);
  if (pattern.kind === 'refused') throw new Error(pattern.message);
  return pattern.test(text);
};

const alphabet = [
  'a',
  'b',
  'Z',
  '0',
  '_',
  '-',
  '.',
  ' ',
  '\n',
  '\r',
  '\v',
  '\u00a0',
  '\u2028',
  'é',
  'ß',
  '€',
  '😀',
  '\ud83d',
  '\0',
  '\ufeff',
];

/** Patterns of ECMAScript with the flag u, of all the constructs that are supported. */
const { pattern } = fc.letrec<{ pattern: string; piece: string }>((tie) => ({
  pattern: fc
    .array(fc.array(tie('piece'), { maxLength: 4 }), { minLength: 1, maxLength: 3 })
    .map((branches) => branches.map((pieces) => pieces.join('')).join('|')),
  piece: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(
      'a',
      'b',
      '0',
      '_',
      '-',
      'é',
      '😀',
      '\\.',
      '\\n',
      '\\t',
      '\\u{1f600}',
      '\\u00e9',
      '\\x61',
      '\\cJ',
      '\\x00',
      '\\/',
    ),
    fc.constantFrom(
      '.',
      '\\d',
      '\\D',
      '\\w',
      '\\W',
      '\\s',
      '\\S',
      '\\p{L}',
      '\\P{Lu}',
      '\\p{Script=Greek}',
      '^',
      '$',
      '\\b',
      '\\B',
    ),
    fc
      .tuple(
        fc.constantFrom('', '^'),
        fc.array(
          fc.constantFrom(
            'a',
            'b-z',
            '0-9',
            '\\]',
            '\\-',
            '\\\\',
            '\\s',
            '\\S',
            '\\D',
            '\\W',
            '\\P{L}',
            'é-😀',
            '\\b',
            '.',
          ),
        ),
      )
      .map(([negated, members]) => `[${negated}${members.join('')}]`),
    fc.tuple(tie('pattern'), fc.constantFrom('(?:', '(', '(?<name>')).map(([inner, open]) => `${open}${inner})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '*?', '{2}', '{1,}', '{0,3}', '{2,3}?'))
      .map(([inner, times]) => `(?:${inner})${times}`),
  ),
}));

describe('a linear pattern', () => {
  it('finds what the engine of ECMAScript finds', () => {
    const text = fc.array(fc.constantFrom(...alphabet), { maxLength: 8 }).map((characters) => characters.join(''));
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 4, maxLength: 4 }), (source, texts) => {
        // Engines differ on a name that two groups have.
        fc.pre(source.split('(?<name>').length <= 2);
        const native = new RegExp(source, 'u');
        for (const candidate of texts) {
          // V8 finds a place that is no boundary between the halves of a surrogate pair.
          if (source.includes('\\B') && /[\u{10000}-\u{10ffff}]/u.test(candidate)) continue;
          expect(test(source, candidate)).toBe(native.test(candidate));
        }
      }),
      { numRuns: 600 },
    );
  });

  it.each([
    ['^(a+)+$', 'a'.repeat(100_000) + '!'],
    ['^(a|a)*$', 'a'.repeat(100_000) + '!'],
    ['(.*a){12}$', 'a'.repeat(100_000) + '!'],
    [
      '^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$',
      'a'.repeat(100_000),
    ],
    ['\\s+$', ' '.repeat(100_000) + '!'],
  ])('answers for %s where an engine that goes back would not in years', (source, text) => {
    expect(test(source, text)).toBe(false);
  });

  it.each([
    ['(?=a)b', /looks ahead or behind/],
    ['(?<!a)b', /looks ahead or behind/],
    ['(a)\\1', /refers back/],
    ['(?<n>a)\\k<n>', /refers back/],
    ['(?i:a)', /flags/],
    ['^.{1,2000}$', /more than 1,000 times in all/],
    ['((a{100}){100}){100}', /more than 1,000 times in all/],
    ['\\p{Script_Extensions=Greek}', /property/],
    ['\\p{Emoji_Keycap_Sequence}', /not a regular expression/],
    ['\\p{ASCII}', /property/],
    ['\\-', /not a regular expression.*: Invalid escape$/],
    ['(', /not a regular expression/],
  ])('refuses %s, and says why', (source, why) => {
    const refused = linearPattern(source);
    expect(refused.kind === 'refused' && refused.message).toMatch(why);
  });

  it('refuses what is larger than its caller takes, before it has cost anything', () => {
    expect(linearPattern('^(a{30}|\\p{L}{9}){10}[^x]*$', 393).kind).toBe('pattern');
    expect(linearPattern('^(a{30}|\\p{L}{9}){10}[^x]*$', 392)).toMatchObject({
      message: 'has more than 392 characters, counting what is repeated',
    });
    expect(linearPattern('\\p{L}{999}'.repeat(200), 300).kind).toBe('refused');
  });

  it('refuses what is too long', () => {
    expect(linearPattern('a'.repeat(2048)).kind).toBe('pattern');
    expect(linearPattern('a'.repeat(2049))).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/longer/),
    });
  });
});
