import { canonical } from '../exact-keywords.js';
import type { Conjunct } from './located-schema.js';
import type { SchemaKeywords } from '../map-schema.js';
import type { BreakKind } from './schema-break.js';
import { atomsOfType, valuesOf, type Atom, type ValueFacts } from './value-facts.js';

/** A break in one keyword of a schema. */
export interface KeywordBreak {
  readonly keyword: string;
  readonly kind: BreakKind;
  readonly message: string;
}

/** What keywords that hold no schema let pass no more: of `after`, against all that held `before`. */
export function scalarBreaks(before: readonly Conjunct[], facts: ValueFacts, after: SchemaKeywords): KeywordBreak[] {
  return [
    ...typeBreaks(facts, after),
    ...valueBreaks(facts, after),
    ...BOUNDS.flatMap((bound) => boundBreaks(bound, before, facts, after)),
    ...textBreaks(before, facts, after),
    ...multipleBreaks(before, facts, after),
    ...uniqueBreaks(before, facts, after),
  ];
}

function typeBreaks({ atoms }: ValueFacts, { type }: SchemaKeywords): KeywordBreak[] {
  const allowed = atomsOfType(type);
  const lost = [...atoms].filter((atom) => !allowed.has(atom));
  if (lost.length === 0) return [];
  const names = lost.map((atom) => (atom === 'fraction' ? 'number' : atom));
  return [{ keyword: 'type', kind: 'type_narrowed', message: `allows no more: ${names.join(', ')}` }];
}

function valueBreaks({ values }: ValueFacts, after: SchemaKeywords): KeywordBreak[] {
  const listed = valuesOf(after);
  if (!listed) return [];
  const keyword = after.const === undefined ? 'enum' : 'const';
  if (listed.length === 0) return [{ keyword, kind: 'enum_narrowed', message: 'allows nothing any more' }];
  if (!values) return [{ keyword, kind: 'enum_narrowed', message: 'allows some values alone, where others fitted' }];
  const allowed = new Set(listed.map(canonical));
  const lost = [...values].filter((value) => !allowed.has(value));
  if (lost.length === 0) return [];
  const shown = lost.join(', ');
  const message = `allows no more: ${shown.length > 200 ? `${shown.slice(0, 200)}…` : shown}`;
  return [{ keyword, kind: 'enum_narrowed', message }];
}

interface Bound {
  readonly keyword: string;
  readonly side: 'lower' | 'upper';
  readonly of: readonly Atom[];
  /** The keyword that bounds the same, but leaves the bound itself out. */
  readonly exclusive?: string;
}

const NUMBERS: readonly Atom[] = ['integer', 'fraction'];

const BOUNDS: readonly Bound[] = [
  { keyword: 'minimum', side: 'lower', of: NUMBERS, exclusive: 'exclusiveMinimum' },
  { keyword: 'maximum', side: 'upper', of: NUMBERS, exclusive: 'exclusiveMaximum' },
  { keyword: 'minLength', side: 'lower', of: ['string'] },
  { keyword: 'maxLength', side: 'upper', of: ['string'] },
  { keyword: 'minItems', side: 'lower', of: ['array'] },
  { keyword: 'maxItems', side: 'upper', of: ['array'] },
  { keyword: 'minProperties', side: 'lower', of: ['object'] },
  { keyword: 'maxProperties', side: 'upper', of: ['object'] },
];

function boundBreaks(
  bound: Bound,
  before: readonly Conjunct[],
  facts: ValueFacts,
  after: SchemaKeywords,
): KeywordBreak[] {
  if (!bound.of.some((atom) => facts.atoms.has(atom))) return [];
  return [bound.keyword, bound.exclusive].flatMap((keyword): KeywordBreak[] => {
    const wanted = keyword === undefined ? undefined : after[keyword];
    if (keyword === undefined || typeof wanted !== 'number' || isVain(bound, wanted)) return [];
    const held = before.some(({ schema }) => holds(bound, schema, wanted, keyword === bound.exclusive));
    return held ? [] : [{ keyword, kind: 'bound_tightened', message: `is ${wanted}, and was wider` }];
  });
}

/** Lengths and counts aren't below zero. */
const isVain = ({ side, of }: Bound, wanted: number): boolean => side === 'lower' && of !== NUMBERS && wanted === 0;

function holds(
  { keyword, exclusive, side }: Bound,
  schema: SchemaKeywords,
  wanted: number,
  leavesOut: boolean,
): boolean {
  const sign = side === 'lower' ? 1 : -1;
  const inside = schema[keyword];
  if (typeof inside === 'number' && (leavesOut ? sign * inside > sign * wanted : sign * inside >= sign * wanted))
    return true;
  const beyond = exclusive === undefined ? undefined : schema[exclusive];
  return typeof beyond === 'number' && sign * beyond >= sign * wanted;
}

/** Formats that any text has. */
const ANY_TEXT: readonly unknown[] = ['binary', 'password'];

function textBreaks(before: readonly Conjunct[], { atoms }: ValueFacts, after: SchemaKeywords): KeywordBreak[] {
  const had = (keyword: string): boolean => before.some(({ schema }) => schema[keyword] === after[keyword]);
  const { pattern, format } = after;
  const breaks: KeywordBreak[] = [];
  if (pattern !== undefined && atoms.has('string') && !had('pattern'))
    breaks.push({ keyword: 'pattern', kind: 'pattern_changed', message: 'is another one, or was not there' });
  const isFormatted = atoms.has('string') || atoms.has('integer') || atoms.has('fraction');
  if (format !== undefined && isFormatted && !ANY_TEXT.includes(format) && !had('format'))
    breaks.push({ keyword: 'format', kind: 'format_changed', message: 'is another one, or was not there' });
  return breaks;
}

function multipleBreaks(before: readonly Conjunct[], { atoms }: ValueFacts, after: SchemaKeywords): KeywordBreak[] {
  const { multipleOf: wanted } = after;
  if (typeof wanted !== 'number' || !NUMBERS.some((atom) => atoms.has(atom))) return [];
  if (wanted === 1 && !atoms.has('fraction')) return [];
  const isHeld = before.some(({ schema: { multipleOf } }) => {
    if (multipleOf === wanted) return true;
    return Number.isSafeInteger(multipleOf) && Number.isSafeInteger(wanted) && Number(multipleOf) % wanted === 0;
  });
  if (isHeld) return [];
  return [{ keyword: 'multipleOf', kind: 'bound_tightened', message: `is ${wanted}, and others fitted` }];
}

function uniqueBreaks(before: readonly Conjunct[], { atoms }: ValueFacts, after: SchemaKeywords): KeywordBreak[] {
  if (after.uniqueItems !== true || !atoms.has('array')) return [];
  if (before.some(({ schema }) => schema.uniqueItems === true)) return [];
  return [
    { keyword: 'uniqueItems', kind: 'bound_tightened', message: 'is asked for, and the same item could come twice' },
  ];
}
