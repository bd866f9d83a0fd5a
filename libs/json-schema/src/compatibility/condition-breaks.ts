import type { Conjunct, LocatedSchema } from './located-schema.js';
import type { SchemaKeywords } from '../map-schema.js';
import type { KeywordBreak } from './scalar-breaks.js';
import type { Atom, ValueFacts } from './value-facts.js';

interface Condition {
  readonly keyword: string;
  /** What has to be the same for it to let the same pass. */
  readonly with: readonly string[];
  /** The values that it's about; all of them where that isn't said. */
  readonly of?: Atom;
}

const CONDITIONS: readonly Condition[] = [
  { keyword: 'oneOf', with: [] },
  { keyword: 'not', with: [] },
  { keyword: 'if', with: ['then', 'else'] },
  { keyword: 'dependentSchemas', with: [], of: 'object' },
  { keyword: 'propertyNames', with: [], of: 'object' },
  { keyword: 'contains', with: ['minContains', 'maxContains'], of: 'array' },
];

/** SchemaKeywords that aren't compared in their parts: where one isn't as it was, it may let less pass. */
export function conditionBreaks(
  olds: readonly Conjunct[],
  { atoms }: ValueFacts,
  { root, schema }: Conjunct,
  same: (a: LocatedSchema, b: LocatedSchema) => boolean,
): KeywordBreak[] {
  const changed = CONDITIONS.filter(({ keyword, of }) => {
    return schema[keyword] !== undefined && (of === undefined || atoms.has(of));
  })
    .filter((condition) => {
      const wanted = { root, schema: only(schema, condition) };
      return !olds.some((old) => same({ root: old.root, schema: only(old.schema, condition) }, wanted));
    })
    .map(({ keyword }) => keyword);
  // What counts as evaluated depends on all around it: it's the same in the same schema alone, and then nobody asks here.
  const { unevaluatedProperties: unevaluated = true } = schema;
  if (unevaluated !== true && atoms.has('object')) changed.push('unevaluatedProperties');
  const message = 'is another one, or was not there, and may let less pass';
  return changed.map((keyword) => ({ keyword, kind: 'condition_changed', message }));
}

const only = (schema: SchemaKeywords, condition: Condition): SchemaKeywords =>
  Object.fromEntries(
    [condition.keyword, ...condition.with].filter((name) => name in schema).map((name) => [name, schema[name]]),
  );
