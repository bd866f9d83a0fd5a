import { isKeywords } from '@postrider/json-schema';
import { EventTypeName, FIRST_VERSION, VersionNumber } from '@postrider/schemas';
import { bundleSchema, dereferenced } from './bundle-schema.js';
import { POSTRIDER } from './documented-type.js';

/** What a webhook of an OpenAPI document says of an event type; its texts and its schema are still to be checked. */
export interface DescribedVersion {
  readonly type: string;
  readonly version: number;
  /** The document has the version in the webhook's name, so there may be others. */
  readonly isNamed: boolean;
  readonly description: unknown;
  readonly difference: unknown;
  readonly deprecated: unknown;
  readonly schema: unknown;
  readonly example: unknown;
}

/** A webhook that was read, or what is wrong with it. */
export type ReadWebhook =
  | { readonly kind: 'read'; readonly name: string; readonly described: DescribedVersion }
  | { readonly kind: 'refused'; readonly name: string; readonly message: string };

type Refused = Extract<ReadWebhook, { kind: 'refused' }>;

/** The webhooks of an OpenAPI 3.1 document, versions of one type in their order. */
export function readWebhooks(document: { readonly webhooks: Readonly<Record<string, unknown>> }): ReadWebhook[] {
  const read = Object.entries(document.webhooks).map(([name, pathItem]) => readWebhook(document, name, pathItem));
  const versionOf = (each: ReadWebhook): number => (each.kind === 'read' ? each.described.version : 0);
  return read.sort((a, b) => versionOf(a) - versionOf(b));
}

function readWebhook(document: unknown, name: string, item: unknown): ReadWebhook {
  const refused = (message: string): Refused => ({ kind: 'refused', name, message });
  const [, type = '', number] = /^([^@]*)(?:@(\d{1,7}))?$/.exec(name) ?? [];
  const version = VersionNumber.safeParse(number === undefined ? FIRST_VERSION : Number(number));
  if (!EventTypeName.safeParse(type).success || !version.success)
    return refused(
      'is not called after an event type, such as order.created, or a version of one, such as order.created@2',
    );
  const pathItem = dereferenced(document, item);
  const operation = isKeywords(pathItem) ? pathItem.post : undefined;
  if (!isKeywords(pathItem) || !isKeywords(operation)) return refused('has no post operation');
  const body = bodyOf(document, operation);
  if (!body) return refused('has no requestBody with JSON in it');
  const isOurs = operation[POSTRIDER] !== undefined;
  const whole = bundleSchema(document, body.schema ?? true);
  if (whole.kind === 'refused') return refused(`has a schema that ${whole.message}`);
  const data = isOurs ? dataOf(document, body.schema) : whole;
  if (data.kind === 'refused') return refused(`has a schema that ${data.message}`);
  const example = exampleOf(document, body);
  const isNamed = number !== undefined;
  const told = operation.description ?? operation.summary;
  const described: DescribedVersion = {
    type,
    version: version.data,
    isNamed,
    description: pathItem.description ?? (isOurs ? undefined : told),
    difference: isNamed ? operation.description : undefined,
    deprecated: operation.deprecated,
    schema: data.schema === true || isEmpty(data.schema) ? undefined : data.schema,
    example: isOurs && isKeywords(example) ? example.data : example,
  };
  return { kind: 'read', name, described };
}

function bodyOf(
  document: unknown,
  operation: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const body = dereferenced(document, operation.requestBody);
  const content = isKeywords(body) && isKeywords(body.content) ? body.content : {};
  const [, media] =
    Object.entries(content).find(([type]) => /^application\/(?:[a-z0-9.+-]*\+)?json\b/i.test(type)) ?? [];
  return isKeywords(media) ? media : undefined;
}

/** Our own documents describe the whole body of a delivery, as it's received; what is published is its data. */
function dataOf(document: unknown, schema: unknown): ReturnType<typeof bundleSchema> {
  const body = dereferenced(document, schema);
  const properties = isKeywords(body) && isKeywords(body.properties) ? body.properties : {};
  return bundleSchema(document, properties.data ?? true);
}

function exampleOf(document: unknown, { example, examples }: Readonly<Record<string, unknown>>): unknown {
  if (example !== undefined) return example;
  const [first] = isKeywords(examples) ? Object.values(examples) : [];
  const found = dereferenced(document, first);
  return isKeywords(found) ? found.value : undefined;
}

const isEmpty = (schema: unknown): boolean => isKeywords(schema) && Object.keys(schema).length === 0;
