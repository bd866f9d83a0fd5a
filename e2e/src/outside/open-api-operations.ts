import type { Api, PostriderClient } from '@postrider/outside';
import { z } from 'zod';

/** A JSON Schema, as far as a request generator needs to look into one. */
export type Schema = Readonly<Record<string, unknown>>;

const Parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().optional(),
  schema: z.record(z.string(), z.unknown()),
});

export type Parameter = z.infer<typeof Parameter>;

const Operation = z.object({
  operationId: z.string(),
  parameters: z.array(Parameter).default([]),
  /** Of those that ask for something else than the document does. */
  security: z.array(z.record(z.string(), z.unknown())).optional(),
  requestBody: z
    .object({ content: z.object({ 'application/json': z.object({ schema: z.record(z.string(), z.unknown()) }) }) })
    .optional(),
});

const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())).default({}) }),
});

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
  /** The schema of its body, self-contained; undefined for an operation without one. */
  readonly body: Schema | undefined;
}

/** The document that a service serves about itself, as it came. */
export async function openApiOf(client: PostriderClient, api: Api): Promise<Record<string, unknown>> {
  const { status, json } = await client.ask(api, 'GET', '/openapi.json');
  if (status !== 200) throw new Error(`/openapi.json answered ${status}`);
  return z.record(z.string(), z.unknown()).parse(json);
}

/** Every operation of a document. */
export function operationsOf(document: object, api: Api): ApiOperation[] {
  const { paths, components } = Document.parse(document);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId: id, parameters, security, requestBody }]) => {
      const schema = requestBody?.content['application/json'].schema;
      const body = schema && { ...schema, components };
      const open = security?.some((requirement) => Object.keys(requirement).length === 0) ?? false;
      return { id, api, method: method.toUpperCase(), path, parameters, open, body };
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
