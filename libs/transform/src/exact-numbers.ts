import { createHash } from 'node:crypto';

/** A token of JSON that may be a number, or hides one: strings are passed over. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** Shorter ones, without an exponent, fit a double. */
const ALWAYS_EXACT_LENGTH = 15;
/** Around the place of a number in text, from the private use area. */
const START = '\uE000';
const END = '\uE001';

/** JSON of which some numbers are hidden, and what they are. */
export interface HiddenNumbers {
  readonly json: string;
  /** What stands before the place of each; undefined when there are none. */
  readonly mark: string | undefined;
  /** As they were written. */
  readonly literals: readonly string[];
}

/**
 * Puts text in the place of each number that a double can't hold, so that a script can pass it on as it was. What stands
 * there can't be foreseen by whoever wrote the JSON, and is the same for the same JSON.
 */
export function hideNumbers(json: string): HiddenNumbers {
  const literals: string[] = [];
  let mark: string | undefined;
  const hidden = json.replace(TOKEN, (token) => {
    if (token.startsWith('"') || fitsDouble(token)) return token;
    mark ??= `${START}${createHash('sha256').update(json).digest('hex').slice(0, 16)}-`;
    literals.push(token);
    return `"${mark}${literals.length - 1}${END}"`;
  });
  return { json: hidden, mark, literals };
}

/** Puts the numbers back into JSON: where one is a value by itself as the number, within longer text and names as its digits. */
export function restoreNumbers(json: string, { mark, literals }: HiddenNumbers): string {
  if (mark === undefined) return json;
  // A quote that opens a string has no backslash before it; a string before a colon is a name.
  const value = new RegExp(`(?<!\\\\)"${mark}(\\d{1,6})${END}"(?!:)`, 'g');
  return restoreText(
    json.replace(value, (text, place: string) => literals[Number(place)] ?? text),
    { mark, literals },
  );
}

/** Puts the numbers back into text that isn't JSON, as their digits. */
export function restoreText(text: string, { mark, literals }: Omit<HiddenNumbers, 'json'>): string {
  if (mark === undefined) return text;
  return text.replace(
    new RegExp(`${mark}(\\d{1,6})${END}`, 'g'),
    (found, place: string) => literals[Number(place)] ?? found,
  );
}

/** Whether reading the number as a double and printing that gives the same number, though perhaps other text. */
function fitsDouble(literal: string): boolean {
  if (literal.length <= ALWAYS_EXACT_LENGTH && !/[eE]/.test(literal)) return true;
  const read = Number(literal);
  return Number.isFinite(read) && decimalOf(literal) === decimalOf(String(read));
}

/** A decimal number in one form, whatever zeros it was written with; zero has no sign. */
function decimalOf(literal: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(literal) ?? [];
  const digits = whole + fraction;
  let from = 0;
  let to = digits.length;
  while (digits[from] === '0') from += 1;
  while (to > from && digits[to - 1] === '0') to -= 1;
  if (from === to) return '0';
  return `${sign}${digits.slice(from, to)}e${Number(exponent) - fraction.length + digits.length - to}`;
}
