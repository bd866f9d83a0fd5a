import { z } from 'zod';

type SchemaObject = Record<string, unknown>;

/** A schema as OpenAPI 3.1 has it: JSON Schema 2020-12, with the schemas that have a name of their own apart. */
export interface OpenApiSchema {
  readonly schema: SchemaObject;
  readonly components: Record<string, SchemaObject>;
}

/** What a zod schema takes, or gives, as OpenAPI describes it; undefined for any other schema. References are zod's: to `#/$defs`. */
export function jsonSchemaOf(schema: unknown, side: 'input' | 'output'): OpenApiSchema | undefined {
  if (!(schema instanceof z.core.$ZodType)) return undefined;
  const { definitions, ...root } = written(schema, side);
  const components = Object.fromEntries(definitions.map(([name, definition]) => [name, unnamed(definition)]));
  return { schema: root, components };
}

/** The schema of a body that a route reads by itself, for `@ApiBody`. Throws for one that refers to parts of itself: they would have no place in the document. */
export function bodySchema(schema: z.ZodType): SchemaObject {
  const { definitions, ...whole } = written(schema, 'input');
  if (definitions.length > 0) throw new TypeError('a body’s schema has to stand by itself');
  return unnamed(whole);
}

/** What zod calls a recursive schema without a name: with us, that's any JSON. */
const ANY_JSON = /^(#\/\$defs\/)?__schema\d+$/;

/** A zod schema in JSON Schema's words, with the definitions that have a name apart. Any JSON is `{}`: spelled out, it recurs, which few generators can do. */
function written(schema: z.core.$ZodType, io: 'input' | 'output') {
  const { $schema: _dialect, ...text } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  const plain = JSON.parse(JSON.stringify(text), withoutAnyJson) as { $defs?: Record<string, SchemaObject> };
  const { $defs = {}, ...root } = plain;
  return { ...root, definitions: Object.entries($defs).filter(([name]) => !ANY_JSON.test(name)) };
}

function withoutAnyJson(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$ref' in value)) return value;
  const { $ref, ...rest } = value;
  return typeof $ref === 'string' && ANY_JSON.test($ref) ? rest : value;
}

/** zod writes a schema's name as `id`, which is no keyword of JSON Schema. */
function unnamed({ id: _id, ...schema }: SchemaObject): SchemaObject {
  return schema;
}
