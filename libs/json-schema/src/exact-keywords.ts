import { str, type FuncKeywordDefinition } from 'ajv';
import type { Effort } from './effort.js';

/**
 * `multipleOf` on the decimal numbers that are written in the JSON. The division of binary fractions that ajv does
 * finds that 19.99 is no multiple of 0.01, and with a tolerance loses its way beyond a billion.
 */
export const exactMultipleOf: FuncKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  errors: false,
  compile: multipleOf,
  error: { message: ({ schemaCode }) => str`must be a multiple of ${schemaCode}` },
};

/** The powers of ten that a double holds exactly. */
const LARGEST_EXACT_EXPONENT = 22;

function multipleOf(divisor: number): (value: number) => boolean {
  const [digits, exponent] = decimal(divisor);
  const inUnits = Number(digits) * 10 ** Math.max(0, exponent);
  const unitsPerOne = 10 ** Math.max(0, -exponent);
  return (value) => {
    const units = Math.round(value * unitsPerOne);
    if (Number.isSafeInteger(units) && Number.isSafeInteger(inUnits) && -exponent <= LARGEST_EXACT_EXPONENT) {
      // The quotient of two exact numbers is the double that this decimal reads as: is it the one that was written?
      return units / unitsPerOne === value && units % inUnits === 0;
    }
    const [valueDigits, valueExponent] = decimal(value);
    const common = Math.min(exponent, valueExponent);
    return (valueDigits * 10n ** BigInt(valueExponent - common)) % (digits * 10n ** BigInt(exponent - common)) === 0n;
  };
}

/** The shortest decimal that reads as this number, as digits × 10^exponent. */
function decimal(value: number): [digits: bigint, exponent: number] {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const fraction = mantissa.split('.')[1] ?? '';
  return [BigInt(mantissa.replace('.', '')), Number(exponent) - fraction.length];
}

/** `uniqueItems` in one pass over the array; ajv holds each item against each other, which is quadratic. */
export function linearUniqueItems(effort: Effort): FuncKeywordDefinition {
  return {
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    errors: false,
    validate: (wanted: boolean, items: readonly unknown[]) => !wanted || areUnique(items, effort),
    error: { message: 'must not have the same item twice' },
  };
}

function areUnique(items: readonly unknown[], effort: Effort): boolean {
  const scalars = new Set<unknown>();
  const texts = new Set<string>();
  for (const item of items) {
    if (typeof item !== 'object' || item === null) {
      if (scalars.size === scalars.add(item).size) return false;
    } else {
      const text = canonical(item);
      effort.spend(text.length);
      if (texts.size === texts.add(text).size) return false;
    }
  }
  return true;
}

/** The same for values that JSON Schema calls equal, and for no others: the order of members doesn't count. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  // JSON.stringify writes what is beyond a double as null.
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.sort().join(',')}}`;
}
