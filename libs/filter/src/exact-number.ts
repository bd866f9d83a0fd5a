/** A number that a double doesn't hold as it is written: compared by its digits. */
export class LongNumber {
  constructor(
    readonly sign: 1 | -1,
    /** Its significant digits, without a zero at either end. */
    readonly digits: string,
    /** The power of ten of the first digit. */
    readonly magnitude: number,
  ) {}

  /** The one way in which this number is written here: equal numbers have equal texts. */
  toString(): string {
    const { sign, digits, magnitude } = this;
    return `${sign < 0 ? '-' : ''}${digits.slice(0, 1)}${digits.length > 1 ? '.' : ''}${digits.slice(1)}e${magnitude}`;
  }
}

/** A number of JSON, exactly: each has one of the two forms, so that a number and a {@link LongNumber} are never equal. */
export type ExactNumber = number | LongNumber;

/** So many digits survive the way into a double and back, and keep their order: DBL_DIG of C. */
const SAFE_DIGITS = 15;
/** Well within the doubles that aren't subnormal. */
const SAFE_MAGNITUDE = 290;
/** Counted up to here, exponents are exact. */
const MAX_MAGNITUDE = 1e15;

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Whether a text is a number as JSON writes it. */
export const isJsonNumber = (text: string): boolean => JSON_NUMBER.test(text);

/**
 * The number that a text of JSON's grammar stands for: 1, 1.0 and 10e-1 are the same, and 12345678901234567890 isn't
 * 12345678901234567891. Magnitudes beyond 10^15 are all the same.
 */
export function exactNumber(text: string): ExactNumber {
  const long = longNumber(text);
  if (long === undefined) return 0;
  const isSafe = long.digits.length <= SAFE_DIGITS && Math.abs(long.magnitude) <= SAFE_MAGNITUDE;
  return isSafe ? Number(text) : long;
}

/** Below 0, 0 or above 0, as `a` is less than, equal to or greater than `b`. */
export function compareNumbers(a: ExactNumber, b: ExactNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : Number(a > b);
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left.sign !== right.sign) return left.sign - right.sign;
  return left.sign * compareSizes(left, right);
}

/** Undefined for zero. */
function longNumber(text: string): LongNumber | undefined {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  let [start, end] = [0, digits.length];
  while (start < end && digits[start] === '0') start++;
  while (start < end && digits[end - 1] === '0') end--;
  if (start === end) return undefined;
  const magnitude = Number(exponent) + whole.length - 1 - start;
  const counted = Math.max(-MAX_MAGNITUDE, Math.min(magnitude, MAX_MAGNITUDE));
  return new LongNumber(text.startsWith('-') ? -1 : 1, digits.slice(start, end), counted);
}

type Parts = Pick<LongNumber, 'digits' | 'magnitude'> & { readonly sign: number };

const ZERO: Parts = { sign: 0, digits: '', magnitude: 0 };

const partsOf = (value: ExactNumber): Parts =>
  value instanceof LongNumber ? value : (longNumber(String(value)) ?? ZERO);

function compareSizes(a: Parts, b: Parts): number {
  if (a.magnitude !== b.magnitude) return a.magnitude < b.magnitude ? -1 : 1;
  // Both begin with the same power of ten, so the order of the digits' texts is that of the numbers.
  return a.digits < b.digits ? -1 : Number(a.digits > b.digits);
}
