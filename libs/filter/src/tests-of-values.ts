import type { linearPattern } from '@postrider/json-schema';
import type { Effort } from './effort.js';
import { sameJson, type ExactJson } from './exact-json.js';
import { compareNumbers, LongNumber, type ExactNumber } from './exact-number.js';

/** What is asked of a value that is there. */
export type ValueTest = (value: ExactJson, effort: Effort) => boolean;

type Pattern = Extract<ReturnType<typeof linearPattern>, { kind: 'pattern' }>;

/** Comparing texts takes far less than a step for each of so many characters. */
const CHARACTERS_PER_STEP = 64;
/** A character takes 20 ns for each state of a pattern, at worst. */
const STATES_PER_STEP = 3;

export const equals =
  (wanted: ExactJson): ValueTest =>
  (value, effort) =>
    sameJson(wanted, value, effort);

/** Holds for a number or a text that stands so to the operand, which is of the same kind. */
export function compares(operand: ExactNumber | string, asWanted: (order: number) => boolean): ValueTest {
  if (typeof operand === 'string')
    return (value, effort) => isText(value, effort) && asWanted(compareTexts(value, operand));
  return (value) => isNumber(value) && asWanted(compareNumbers(value, operand));
}

/** Holds for one of the values, of which those without an inside are looked up at once. */
export function isOneOf(values: readonly ExactJson[]): ValueTest {
  const scalars = new Set<ExactJson>(values.filter((value) => typeof value !== 'object' || value === null));
  const others = values.filter((value) => typeof value === 'object' && value !== null);
  return (value, effort) => {
    effort.spend(others.length);
    return scalars.has(value) || others.some((other) => sameJson(other, value, effort));
  };
}

/** Holds for a text that `has` says so of. */
export const ofText =
  (has: (text: string) => boolean): ValueTest =>
  (value, effort) =>
    isText(value, effort) && has(value);

/** Holds for a text that contains another. At worst that takes as many comparisons as both have characters, multiplied. */
export const containsText =
  (part: string): ValueTest =>
  (value, effort) => {
    if (!isText(value, effort)) return false;
    effort.spend(Math.ceil((value.length * part.length) / (CHARACTERS_PER_STEP * CHARACTERS_PER_STEP)));
    return value.includes(part);
  };

export const fitsPattern =
  (pattern: Pattern): ValueTest =>
  (value, effort) => {
    if (!isText(value, effort)) return false;
    effort.spend(Math.ceil((value.length * pattern.states) / STATES_PER_STEP));
    return pattern.test(value);
  };

function isText(value: ExactJson, effort: Effort): value is string {
  if (typeof value !== 'string') return false;
  effort.spend(Math.ceil(value.length / CHARACTERS_PER_STEP));
  return true;
}

const isNumber = (value: ExactJson): value is ExactNumber => typeof value === 'number' || value instanceof LongNumber;

/** The order of code points; that of JavaScript puts those beyond U+FFFF before U+E000, since it compares their halves. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
  return Number(isHalf(left)) - Number(isHalf(right)) || left - right;
}

const isHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
