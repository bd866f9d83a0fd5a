import { schemaKeywords } from './schema-keywords.js';
import { pointerInto } from './schema-fault.js';

/** A schema that isn't a boolean. */
export type SchemaKeywords = Readonly<Record<string, unknown>>;

/**
 * A copy of a schema in which each schema is what `edit` makes of it, the innermost first; `path` is its JSON Pointer. What a keyword holds that
 * isn't a schema, such as an example, is left as it is.
 */
export function mapSchema(
  schema: unknown,
  edit: (schema: SchemaKeywords, path: string) => unknown,
  path = '',
): unknown {
  if (!isKeywords(schema)) return schema;
  const copy = Object.entries(schema).map(([keyword, value]) => {
    const at = pointerInto(path, keyword);
    switch (schemaKeywords.get(keyword)) {
      case 'schema':
        return [keyword, mapSchema(value, edit, at)];
      case 'schema list':
      case 'schema map':
        return [keyword, mapInside(value, edit, at)];
      case 'anchor':
      case 'assertion':
      case 'note':
      case 'reference':
      case undefined:
        return [keyword, value];
    }
  });
  return edit(Object.fromEntries(copy) as SchemaKeywords, path);
}

function mapInside(value: unknown, edit: Parameters<typeof mapSchema>[1], at: string): unknown {
  if (Array.isArray(value)) return value.map((each, index) => mapSchema(each, edit, pointerInto(at, index)));
  if (!isKeywords(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, mapSchema(each, edit, pointerInto(at, name))]),
  );
}

/** Whether a value is an object, which a schema is unless it's a boolean. */
export const isKeywords = (value: unknown): value is SchemaKeywords =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
