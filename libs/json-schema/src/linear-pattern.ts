import { RegExpParser, type AST } from '@eslint-community/regexpp';
import { RE2JS, RE2JSException } from 're2js';
import { unicodeCategories } from './unicode-categories.js';

/** A pattern that can be tested in time linear in the text, or why a pattern isn't one. */
export type LinearPattern =
  | {
      readonly kind: 'pattern';
      /** Whether the pattern is found anywhere in the text. */
      test(text: string): boolean;
      /** How many states the search may have to follow for each character of the text. */
      readonly states: number;
    }
  | { readonly kind: 'refused'; readonly message: string };

/** Code points from the first to the last. */
type Range = readonly [first: number, last: number];

const LAST_CODE_POINT = 0x10ffff;

/** Bounds the work of reading a pattern; those that people write are far shorter. */
const MAX_PATTERN_CHARS = 2048;

const digits: readonly Range[] = [[0x30, 0x39]];
const wordCharacters: readonly Range[] = [...digits, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
const lineEnds: readonly Range[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];
/** WhiteSpace and LineTerminator of ECMAScript, which `\s` is; RE2's own `\s` knows five of them. */
const spaces: readonly Range[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];

/** A construct that needs more than one pass over the text, or that the engine lacks. */
class Unsupported extends Error {}

/**
 * Reads a pattern as JSON Schema has it, an ECMAScript regular expression with the flag `u`, for an engine that never
 * goes back in the text (RE2): with the engine of JavaScript, `^(a+)+$` and forty letters would stop the service.
 *
 * It means what it does in ECMAScript, as each construct is written out for RE2 from the parsed pattern. Refused are
 * those that can't be had without going back (look-ahead, look-behind, back-references), counts beyond 1,000, flags
 * inside of the pattern, and Unicode properties that RE2 has no table for. And those of more than `maxSize` characters,
 * counting each as often as it's repeated: two hundred times a thousand take seconds to compile.
 */
export function linearPattern(source: string, maxSize = Infinity): LinearPattern {
  if (source.length > MAX_PATTERN_CHARS) {
    return { kind: 'refused', message: `is longer than ${MAX_PATTERN_CHARS} characters` };
  }
  try {
    const parsed = new RegExpParser().parsePattern(source, 0, source.length, { unicode: true });
    if (sizeOf(parsed) > maxSize) {
      return { kind: 'refused', message: `has more than ${maxSize} characters, counting what is repeated` };
    }
    const engine = RE2JS.compile(alternatives(parsed));
    return { kind: 'pattern', test: (text) => engine.test(text), states: engine.programSize() };
  } catch (error) {
    return { kind: 'refused', message: reason(error) };
  }
}

function reason(error: unknown): string {
  if (error instanceof Unsupported) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('invalid repeat')) return 'repeats something more than 1,000 times in all';
  if (error instanceof RE2JSException || error instanceof RangeError) return 'is too large or nested too deep';
  // The parser's message has the whole pattern in front.
  const fault = message.slice(message.lastIndexOf(': ') + 2);
  return `is not a regular expression of ECMAScript with the flag u: ${fault}`;
}

function sizeOf(node: AST.Pattern | AST.Element): number {
  switch (node.type) {
    case 'Quantifier':
      return sizeOf(node.element) * Math.max(1, node.max === Infinity ? node.min : node.max);
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return node.alternatives.flatMap(({ elements }) => elements).reduce((size, inside) => size + sizeOf(inside), 0);
    case 'Character':
    case 'CharacterSet':
    case 'CharacterClass':
    case 'ExpressionCharacterClass':
    case 'Assertion':
    case 'Backreference':
      return 1;
  }
}

function alternatives(node: AST.Pattern | AST.Group | AST.CapturingGroup): string {
  return node.alternatives.map(({ elements }) => elements.map(element).join('')).join('|');
}

function element(node: AST.Element): string {
  switch (node.type) {
    case 'Character':
      return codePoint(node.value);
    case 'CharacterSet':
      return `[${characterSet(node)}]`;
    case 'CharacterClass':
      return characterClass(node);
    case 'Quantifier':
      return `(?:${element(node.element)})${count(node)}`;
    case 'Group':
      if (node.modifiers) throw new Unsupported('changes flags inside of the pattern, which is not supported');
      return `(?:${alternatives(node)})`;
    case 'CapturingGroup':
      return `(?:${alternatives(node)})`;
    case 'Assertion':
      return assertion(node);
    case 'Backreference':
      throw new Unsupported('refers back to what it matched before, which takes unbounded time; write it without');
    case 'ExpressionCharacterClass':
      throw new Unsupported('has a class of the flag v; patterns are read with the flag u');
  }
}

function assertion(node: AST.Assertion): string {
  switch (node.kind) {
    case 'start':
      return '\\A';
    case 'end':
      return '\\z';
    case 'word':
      return node.negate ? '\\B' : '\\b';
    case 'lookahead':
    case 'lookbehind':
      throw new Unsupported('looks ahead or behind, which takes unbounded time; combine several patterns');
  }
}

function count({ min, max }: AST.Quantifier): string {
  return max === Infinity ? `{${min},}` : `{${min},${max}}`;
}

function characterClass(node: AST.CharacterClass): string {
  if (node.unicodeSets) throw new Unsupported('has a class of the flag v; patterns are read with the flag u');
  // An empty class, which is nothing at all, or anything when negated, isn't written so in RE2.
  if (node.elements.length === 0) return `[${node.negate ? '' : '^'}${ranges([[0, LAST_CODE_POINT]])}]`;
  const members = node.elements.map((member) => {
    if (member.type === 'Character') return codePoint(member.value);
    if (member.type === 'CharacterSet') return characterSet(member);
    return `${codePoint(member.min.value)}-${codePoint(member.max.value)}`;
  });
  return `[${node.negate ? '^' : ''}${members.join('')}]`;
}

/** A set such as `\d`, in the form that it has inside of brackets. */
function characterSet(node: AST.CharacterSet): string {
  switch (node.kind) {
    case 'any':
      return ranges(allBut(lineEnds));
    case 'digit':
      return ranges(node.negate ? allBut(digits) : digits);
    case 'space':
      return ranges(node.negate ? allBut(spaces) : spaces);
    case 'word':
      return ranges(node.negate ? allBut(wordCharacters) : wordCharacters);
    case 'property':
      return property(node);
  }
}

function property({ key, value, negate, raw }: AST.UnicodePropertyCharacterSet): string {
  const given = value ?? key;
  const name = unicodeCategories.get(given) ?? given;
  if (key === 'Script_Extensions' || !isProperty(name)) {
    throw new Unsupported(`has the property ${raw}, which is not supported`);
  }
  return `\\${negate ? 'P' : 'p'}{${name}}`;
}

function isProperty(name: string): boolean {
  try {
    RE2JS.compile(`\\p{${name}}`);
    return true;
  } catch {
    return false;
  }
}

function allBut(excluded: readonly Range[]): Range[] {
  const rest: Range[] = [];
  let next = 0;
  for (const [first, last] of excluded) {
    if (next < first) rest.push([next, first - 1]);
    next = last + 1;
  }
  return [...rest, [next, LAST_CODE_POINT]];
}

function ranges(members: readonly Range[]): string {
  return members.map(([first, last]) => `${codePoint(first)}-${codePoint(last)}`).join('');
}

function codePoint(value: number): string {
  return `\\x{${value.toString(16)}}`;
}
