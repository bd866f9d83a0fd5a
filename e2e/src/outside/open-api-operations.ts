import type { Api, PostriderClient } from '@postrider/outside';
import { z } from 'zod';

/** A JSON Schema, as far as a request generator needs to look into one. */
export type Schema = Readonly<Record<string, unknown>>;

const Parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().optional(),
  schema: z.record(z.string(), z.unknown()),
  example: z.unknown(),
});

export type Parameter = z.infer<typeof Parameter>;

/** What a body may be, by media type. */
const Content = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()), example: z.unknown() }));

const Operation = z.object({
  operationId: z.string(),
  parameters: z.array(Parameter).default([]),
  /** Of those that ask for something else than the document does. */
  security: z.array(z.record(z.string(), z.unknown())).optional(),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ content: Content.default({}) })),
});

const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())).default({}) }),
});

/** One form of a body: its media type, its schema, self-contained, and its example; undefined where it has none. */
export interface BodyForm {
  readonly mediaType: string;
  readonly schema: Schema;
  readonly example: unknown;
}

/** One thing that can be asked of an API, as its own document has it. */
export interface ApiOperation {
  readonly id: string;
  readonly api: Api;
  readonly method: string;
  /** With `{names}` in it. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Whether it wants no key. */
  readonly open: boolean;
  /** The schema of its body as JSON, self-contained; undefined for an operation without one. */
  readonly body: Schema | undefined;
  /** Every form of its body; none for an operation without one. */
  readonly bodies: readonly BodyForm[];
  /** What it answers when it's done, or when nothing has changed, by status: in one form, or with nothing. */
  readonly successes: ReadonlyMap<number, BodyForm | undefined>;
}

/** The document that a service serves about itself, as it came. */
export async function openApiOf(client: PostriderClient, api: Api): Promise<Record<string, unknown>> {
  const { status, json } = await client.ask(api, 'GET', '/openapi.json');
  if (status !== 200) throw new Error(`/openapi.json answered ${status}`);
  return z.record(z.string(), z.unknown()).parse(json);
}

/** What a document says that every refusal is, self-contained. */
export const problemSchemaOf = (document: object): Schema => ({
  $ref: '#/components/schemas/Problem',
  components: Document.parse(document).components,
});

/** Every operation of a document. */
export function operationsOf(document: object, api: Api): ApiOperation[] {
  const { paths, components } = Document.parse(document);
  const formsOf = (content: z.infer<typeof Content>): BodyForm[] =>
    Object.entries(content).map(([mediaType, { schema, example }]) => ({
      mediaType,
      schema: { ...schema, components },
      example,
    }));
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId: id, parameters, security, requestBody, responses }]) => {
      const bodies = formsOf(requestBody?.content ?? {});
      const body = bodies.find(({ mediaType }) => mediaType === 'application/json')?.schema;
      const open = security?.some((requirement) => Object.keys(requirement).length === 0) ?? false;
      const successes = Object.entries(responses)
        .filter(([status]) => /^[23]/.test(status))
        .map(([status, { content }]) => [Number(status), formsOf(content)[0]] as const);
      const request = { id, api, method: method.toUpperCase(), path, parameters, open };
      return { ...request, body, bodies, successes: new Map(successes) };
    }),
  );
}

/** Fills in a path's names, each escaped. */
export const pathOf = ({ path }: Pick<ApiOperation, 'path'>, values: Readonly<Record<string, string>>): string =>
  path.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? `no-${name}`));

/** Where something can stand in a body: from its root, by names of fields and places in lists. */
export type Place = readonly (string | number)[];

const MAX_DEPTH = 6;

/** Every place that a body's schema names, its root first. Where any name may stand, one is made up. */
export function placesOf(root: Schema): Place[] {
  const found: Place[] = [];
  const visit = (schema: unknown, place: Place): void => {
    if (typeof schema !== 'object' || schema === null || place.length > MAX_DEPTH) return;
    if (!found.some((known) => known.join('\0') === place.join('\0'))) found.push(place);
    const { $ref, anyOf, oneOf, items, properties, additionalProperties } = schema as Schema;
    // A reference leads to what may be any JSON: nothing has a place of its own there.
    if ($ref !== undefined) return;
    for (const options of [anyOf, oneOf])
      if (Array.isArray(options)) for (const option of options) visit(option, place);
    for (const [name, member] of Object.entries((properties ?? {}) as Schema)) visit(member, [...place, name]);
    visit(items, [...place, 0]);
    visit(additionalProperties, [...place, 'any-name']);
  };
  visit(root, []);
  return found;
}
