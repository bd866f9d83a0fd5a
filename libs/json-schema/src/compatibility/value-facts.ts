import { canonical } from '../exact-keywords.js';
import type { Conjunct } from './located-schema.js';
import type { SchemaKeywords } from '../map-schema.js';

/** The kinds of values that there are; `number` is two of them. */
export type Atom = 'null' | 'boolean' | 'object' | 'array' | 'string' | 'integer' | 'fraction';

const ATOMS: readonly Atom[] = ['null', 'boolean', 'object', 'array', 'string', 'integer', 'fraction'];

/** The kinds that schemas let pass which all hold, and the values where those are numbered. */
export interface ValueFacts {
  readonly atoms: ReadonlySet<Atom>;
  /** In {@link canonical} form. */
  readonly values: ReadonlySet<string> | undefined;
}

export function valueFacts(conjuncts: readonly Conjunct[]): ValueFacts {
  let atoms: readonly Atom[] = ATOMS;
  let values: ReadonlySet<string> | undefined;
  for (const { schema } of conjuncts) {
    const allowed = atomsOfType(schema.type);
    atoms = atoms.filter((atom) => allowed.has(atom));
    const listed = valuesOf(schema);
    if (!listed) continue;
    const among = listed.filter((value) => values?.has(canonical(value)) !== false);
    values = new Set(among.map(canonical));
    const found = new Set(among.map(atomOf));
    atoms = atoms.filter((atom) => found.has(atom));
  }
  return { atoms: new Set(atoms), values };
}

/** The kinds that a `type` names; all of them where there is none. */
export function atomsOfType(type: unknown): ReadonlySet<Atom> {
  if (type === undefined) return new Set(ATOMS);
  const names: unknown[] = Array.isArray(type) ? type : [type];
  return new Set(ATOMS.filter((atom) => names.includes(atom) || (names.includes('number') && isNumber(atom))));
}

/** The values that `enum` and `const` leave; undefined where there is neither. */
export function valuesOf({ enum: listed, const: one, ...rest }: SchemaKeywords): readonly unknown[] | undefined {
  if (one === undefined) return Array.isArray(listed) ? listed : undefined;
  if (!Array.isArray(listed)) return [one];
  return valuesOf({ ...rest, enum: listed })?.filter((value) => canonical(value) === canonical(one));
}

const isNumber = (atom: Atom): boolean => atom === 'integer' || atom === 'fraction';

function atomOf(value: unknown): Atom {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'fraction';
  return 'object';
}
