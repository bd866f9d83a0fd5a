/**
 * What a keyword holds: one schema, a list or a map of them, a reference or a name for one, an assertion on the data,
 * or a note that asserts nothing.
 */
export type KeywordKind = 'schema' | 'schema list' | 'schema map' | 'reference' | 'anchor' | 'assertion' | 'note';

const kinds: Readonly<Record<KeywordKind, readonly string[]>> = {
  schema: [
    ...['not', 'if', 'then', 'else', 'contains', 'items', 'additionalProperties', 'propertyNames'],
    ...['unevaluatedProperties'],
  ],
  'schema list': ['allOf', 'anyOf', 'oneOf', 'prefixItems'],
  'schema map': ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'],
  reference: ['$ref'],
  anchor: ['$anchor'],
  assertion: [
    ...['type', 'enum', 'const', 'format', 'pattern', 'minLength', 'maxLength'],
    ...['multipleOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
    ...['minItems', 'maxItems', 'uniqueItems', 'minContains', 'maxContains'],
    ...['minProperties', 'maxProperties', 'required', 'dependentRequired'],
  ],
  note: [
    ...['$schema', '$id', '$comment', '$vocabulary', 'title', 'description', 'default', 'examples', 'deprecated'],
    ...['readOnly', 'writeOnly', 'contentEncoding', 'contentMediaType', 'contentSchema'],
  ],
};

/**
 * The keywords of JSON Schema 2020-12 that are enforced, by name, with `definitions`, as `$defs` was called once.
 * Left out are those that ajv doesn't do as the specification has it: `$dynamicRef` with `$dynamicAnchor`, which in a
 * single document are but `$ref` and `$anchor`, and `unevaluatedItems`, which goes wrong beside `contains` and `anyOf`.
 */
export const schemaKeywords: ReadonlyMap<string, KeywordKind> = new Map(
  (Object.keys(kinds) as KeywordKind[]).flatMap((kind) => kinds[kind].map((name) => [name, kind] as const)),
);

/** Keywords whose schemas are applied to the very value that the schema around them is. */
export const inPlaceKeywords: ReadonlySet<string> = new Set([
  ...['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas', '$ref'],
]);

/** Keywords that go through all of an object's members. */
export const wideKeywords: readonly string[] = [
  ...['additionalProperties', 'patternProperties', 'propertyNames', 'unevaluatedProperties'],
  ...['minProperties', 'maxProperties'],
];
