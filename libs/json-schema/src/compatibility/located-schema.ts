/** A schema that isn't a boolean. */
export type Keywords = Readonly<Record<string, unknown>>;

/** A schema, and the document that its references lead into. */
export interface LocatedSchema {
  readonly root: unknown;
  readonly schema: unknown;
}

/** Keywords that all hold at once, with neither `$ref` nor `allOf` among them. */
export interface Conjunct {
  readonly root: unknown;
  readonly schema: Keywords;
}

/** What nothing fits. */
const NOTHING: Keywords = { enum: [] };

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
  let at = root;
  for (const segment of reference.slice(2).split('/')) {
    const name = unescaped(segment);
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return true;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at;
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

function unescaped(segment: string): string {
  try {
    return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return segment;
  }
}

export const isKeywords = (value: unknown): value is Keywords =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A keyword's value that is a map of schemas; an empty one where it has none. */
export const schemasIn = (value: unknown): Keywords => (isKeywords(value) ? value : {});
