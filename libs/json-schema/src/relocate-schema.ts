import { mapSchema, type SchemaKeywords } from './map-schema.js';
import { asFragment } from './pointer-fragment.js';

/**
 * A schema as it has to be written to stand inside of another document, at `base` (a reference such as `#/components/schemas/order`): what referred into the
 * schema refers there, anchors become pointers, and nothing is left that would make it a document of its own.
 */
export function relocateSchema(schema: unknown, base: string): unknown {
  const anchors = new Map<string, string>();
  mapSchema(schema, (keywords, path) => {
    if (typeof keywords.$anchor === 'string') anchors.set(`#${keywords.$anchor}`, path);
    return keywords;
  });
  const moved = (reference: string): string => {
    const anchored = anchors.get(reference);
    return base + (anchored === undefined ? reference.slice(1) : asFragment(anchored));
  };
  return mapSchema(schema, ({ $schema: _dialect, $id: _id, $anchor: _anchor, ...rest }) =>
    typeof rest.$ref === 'string' ? { ...rest, $ref: moved(rest.$ref) } : rest,
  );
}

/** Keywords that draft 7 didn't have, or had under other names. */
const NEWER: readonly string[] = [
  ...['prefixItems', 'dependentRequired', 'dependentSchemas', 'unevaluatedProperties', 'minContains', 'maxContains'],
];

/** What may stand beside a reference though draft 7 ignores it. */
const IGNORABLE: readonly string[] = [
  '$ref',
  '$defs',
  'definitions',
  'title',
  'description',
  '$comment',
  'examples',
  'default',
];

/** Whether the schema means the same to those who know JSON Schema up to draft 7 alone. */
export function isDraft7(schema: unknown): boolean {
  let found = true;
  const look = (keywords: SchemaKeywords): SchemaKeywords => {
    const names = Object.keys(keywords);
    if (names.some((name) => NEWER.includes(name))) found = false;
    if ('$ref' in keywords && names.some((name) => !IGNORABLE.includes(name))) found = false;
    return keywords;
  };
  mapSchema(schema, look);
  return found;
}
