import { parse } from 'lossless-json';
import type { Effort } from './effort.js';
import { compareNumbers, exactNumber, LongNumber, type ExactNumber } from './exact-number.js';

/** What JSON stands for, with exact numbers. */
export type ExactJson = null | boolean | string | ExactNumber | readonly ExactJson[] | ExactObject;

export interface ExactObject {
  readonly [name: string]: ExactJson;
}

/** What a text came to; `unreadable`: it isn't JSON, or is nested so deep that it can't be read. */
export type ReadJson = { readonly kind: 'json'; readonly value: ExactJson } | { readonly kind: 'unreadable' };

/** Whatever may be a number that a double doesn't hold, in a string or not: 16 digits, or an exponent of three. */
const MAY_BE_LONG = /\d[\d.]{15}|\d[eE][+-]?\d{3}/;

export const mayBeLong = (text: string): boolean => MAY_BE_LONG.test(text);

/**
 * Reads JSON without changing its numbers. Never throws. Most texts have no long number, and are read by `JSON.parse`;
 * the others cost some times as much.
 */
export function readJson(text: string): ReadJson {
  try {
    const value: unknown = mayBeLong(text)
      ? parse(text, undefined, { parseNumber: exactNumber, onDuplicateKey: ({ newValue }) => newValue })
      : JSON.parse(text);
    return { kind: 'json', value: value as ExactJson };
  } catch {
    return { kind: 'unreadable' };
  }
}

export const isList = (value: ExactJson): value is readonly ExactJson[] => Array.isArray(value);

export const isObject = (value: ExactJson): value is ExactObject =>
  typeof value === 'object' && value !== null && !isList(value) && !(value instanceof LongNumber);

/** Names take about a tenth of a step each to be listed. */
const NAMES_PER_STEP = 8;

/** Whether a value is the same JSON as `wanted`: members in whatever order, numbers by what they are and not how they're written. */
export function sameJson(wanted: ExactJson, value: ExactJson, effort: Effort): boolean {
  if (wanted === value) return true;
  if (wanted instanceof LongNumber) return value instanceof LongNumber && compareNumbers(wanted, value) === 0;
  if (isList(wanted)) {
    if (!isList(value) || value.length !== wanted.length) return false;
    return wanted.every((item, index) => sameJson(item, value[index] ?? null, effort));
  }
  if (!isObject(wanted) || !isObject(value)) return false;
  const [names, count] = [Object.keys(wanted), Object.keys(value).length];
  effort.spend(1 + Math.ceil(count / NAMES_PER_STEP));
  return (
    names.length === count &&
    names.every((name) => Object.hasOwn(value, name) && sameJson(wanted[name] ?? null, value[name] ?? null, effort))
  );
}
