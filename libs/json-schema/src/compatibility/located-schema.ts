import { isKeywords, type SchemaKeywords } from '../map-schema.js';
import { pointedAt } from '../pointer-fragment.js';

/** A schema, and the document that its references lead into. */
export interface LocatedSchema {
  readonly root: unknown;
  readonly schema: unknown;
}

/** Keywords that all hold at once, with neither `$ref` nor `allOf` among them. */
export interface Conjunct {
  readonly root: unknown;
  readonly schema: SchemaKeywords;
}

/** What nothing fits. */
const NOTHING: SchemaKeywords = { enum: [] };

/** A schema as a list of what all holds at once: what it refers to and what it has in `allOf` stand beside it. */
export function conjunctsOf({ root, schema }: LocatedSchema, seen = new Set<unknown>()): Conjunct[] {
  if (schema === false) return [{ root, schema: NOTHING }];
  // What holds already holds no more by being said twice, which references can do exponentially often.
  if (!isKeywords(schema) || seen.has(schema)) return [];
  seen.add(schema);
  const { $ref, allOf, ...rest } = schema;
  const inside: unknown[] = Array.isArray(allOf) ? allOf.slice() : [];
  if (typeof $ref === 'string') inside.push(resolved(root, $ref));
  if (inside.length === 0) return [{ root, schema }];
  return [{ root, schema: rest }, ...inside.flatMap((each) => conjunctsOf({ root, schema: each }, seen))];
}

/** What a reference inside of a document names: `#`, a pointer or an anchor; true, which lets all pass, if there is no such thing. */
export function resolved(root: unknown, reference: string): unknown {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return withAnchor(root, reference.slice(1)) ?? true;
  return pointedAt(root, reference) ?? true;
}

function withAnchor(value: unknown, anchor: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isKeywords(value) && value.$anchor === anchor) return value;
  for (const inside of Object.values(value)) {
    const found = withAnchor(inside, anchor);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A keyword's value that is a map of schemas; an empty one where it has none. */
export const schemasIn = (value: unknown): SchemaKeywords => (isKeywords(value) ? value : {});
