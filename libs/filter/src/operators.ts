import { linearPattern } from '@postrider/json-schema';
import type { ExactJson } from './exact-json.js';
import { LongNumber } from './exact-number.js';
import { compares, containsText, equals, fitsPattern, isOneOf, ofText, type ValueTest } from './tests-of-values.js';

/** What an operator makes of its operand: a test of values, or what is wrong with the operand. */
export type ReadOperand = { readonly test: ValueTest } | { readonly fault: string };

/** Operands that texts are searched for or by. */
const MAX_TEXT = 1024;
const MAX_LIST = 1000;
/** Of a pattern, in characters, each as often as it's repeated: compiling it takes some milliseconds at most. */
const MAX_PATTERN_SIZE = 300;

const ordered =
  (asWanted: (order: number) => boolean) =>
  (operand: ExactJson): ReadOperand =>
    typeof operand === 'number' || typeof operand === 'string' || operand instanceof LongNumber
      ? { test: compares(operand, asWanted) }
      : { fault: 'takes a number or a text' };

const textual =
  (testOf: (operand: string) => ValueTest) =>
  (operand: ExactJson): ReadOperand =>
    typeof operand === 'string' && operand.length > 0 && operand.length <= MAX_TEXT
      ? { test: testOf(operand) }
      : { fault: `takes a text of 1 to ${MAX_TEXT} characters` };

const listed =
  (testOf: (test: ValueTest) => ValueTest) =>
  (operand: ExactJson): ReadOperand =>
    Array.isArray(operand) && operand.length > 0 && operand.length <= MAX_LIST
      ? { test: testOf(isOneOf(operand as readonly ExactJson[])) }
      : { fault: `takes a list of 1 to ${MAX_LIST} values` };

const not =
  (test: ValueTest): ValueTest =>
  (value, effort) =>
    !test(value, effort);

function patterned(operand: ExactJson): ReadOperand {
  if (typeof operand !== 'string') return { fault: 'takes a regular expression, as a text' };
  const pattern = linearPattern(operand, MAX_PATTERN_SIZE);
  return pattern.kind === 'pattern' ? { test: fitsPattern(pattern) } : { fault: pattern.message };
}

/** The operators that ask something of a value itself, by name. */
export const valueOperators: ReadonlyMap<string, (operand: ExactJson) => ReadOperand> = new Map([
  ['$eq', (operand) => ({ test: equals(operand) })],
  ['$ne', (operand) => ({ test: not(equals(operand)) })],
  ['$gt', ordered((order) => order > 0)],
  ['$gte', ordered((order) => order >= 0)],
  ['$lt', ordered((order) => order < 0)],
  ['$lte', ordered((order) => order <= 0)],
  ['$in', listed((test) => test)],
  ['$nin', listed(not)],
  ['$startsWith', textual((part) => ofText((text) => text.startsWith(part)))],
  ['$endsWith', textual((part) => ofText((text) => text.endsWith(part)))],
  ['$contains', textual(containsText)],
  ['$regex', patterned],
]);

/** The operators that hold conditions, and the one that asks whether there is anything. */
export const logicalOperators = ['$and', '$or', '$not', '$any', '$all', '$exists'] as const;
