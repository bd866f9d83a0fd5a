import { z } from 'zod';

type SchemaObject = Record<string, unknown>;

/** A schema as OpenAPI 3.1 has it: JSON Schema 2020-12, with the schemas that have a name of their own apart. */
export interface OpenApiSchema {
  readonly schema: SchemaObject;
  readonly components: Record<string, SchemaObject>;
}

/** What a zod schema takes, or gives, as OpenAPI describes it; undefined for any other schema. */
export function jsonSchemaOf(schema: unknown, side: 'input' | 'output'): OpenApiSchema | undefined {
  if (!(schema instanceof z.core.$ZodType)) return undefined;
  const { $schema: _dialect, $defs = {}, ...root } = z.toJSONSchema(schema, { io: side, unrepresentable: 'any' });
  const components = Object.fromEntries(
    Object.entries($defs).map(([name, definition]) => [name, unnamed(definition as SchemaObject)]),
  );
  const { id, ...whole } = root as SchemaObject;
  if (typeof id !== 'string') return { schema: whole, components };
  return { schema: { $ref: `#/components/schemas/${id}` }, components: { ...components, [id]: whole } };
}

/** The schema of a body that a route reads by itself, for `@ApiBody`. Throws for one that refers to parts of itself: they would have no place in the document. */
export function bodySchema(schema: z.ZodType): SchemaObject {
  const { $schema: _dialect, $defs, ...whole } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  if ($defs) throw new TypeError('a body’s schema has to stand by itself');
  return unnamed(whole);
}

/** zod writes a schema's name as `id`, which is no keyword of JSON Schema. */
function unnamed({ id: _id, ...schema }: SchemaObject): SchemaObject {
  return schema;
}
