import { EXAMPLE } from '@postrider/schemas';

interface Schema {
  readonly $ref?: string;
  readonly [EXAMPLE]?: unknown;
  /** Where Swagger puts that of a header. */
  readonly example?: unknown;
}

/** A part of an OpenAPI document that has a schema: a parameter, or a body of one media type. */
interface Exemplified {
  schema?: Schema;
  example?: unknown;
}

/** An OpenAPI operation, as far as examples stand in it. */
export interface ExemplifiedOperation {
  readonly parameters?: readonly Exemplified[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Exemplified>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Exemplified>> }>>;
}

/**
 * Puts the examples of an operation where readers and tools look for them: beside the schemas of its parameters and
 * bodies. One beside a reference is of this operation alone, and counts before the component's.
 */
export function liftExamples(
  { parameters = [], requestBody, responses }: ExemplifiedOperation,
  components: Readonly<Record<string, object>>,
): void {
  const bodies = [requestBody, ...Object.values(responses)].flatMap((body) => Object.values(body?.content ?? {}));
  for (const place of [...parameters, ...bodies]) {
    const { example: ofHeader, ...schema } = place.schema ?? {};
    const name = schema.$ref?.replace('#/components/schemas/', '') ?? '';
    const component: Schema | undefined = components[name];
    const example = schema[EXAMPLE] ?? component?.[EXAMPLE] ?? ofHeader;
    if (example === undefined) continue;
    place.schema = schema;
    place.example = example;
  }
}

/** The same document without the examples in its schemas. */
export const withoutLifted = <T>(document: T): T =>
  JSON.parse(JSON.stringify(document), (name, value: unknown) => (name === EXAMPLE ? undefined : value)) as T;
