import { isDraft7, relocateSchema } from '@postrider/json-schema';
import {
  ABOUT,
  bodyExampleOf,
  bodySchemaOf,
  componentName,
  DELIVERY_HEADERS,
  POSTRIDER,
  type DocumentedVersion,
} from './documented-type.js';

/** The event types as an AsyncAPI 3.0 document: a channel for each, with a message for each of its versions. */
export function asyncApiDocument(versions: readonly DocumentedVersion[]): object {
  const byType = new Map<string, DocumentedVersion[]>();
  for (const each of versions) byType.set(each.type, [...(byType.get(each.type) ?? []), each]);
  const types = [...byType];
  return {
    asyncapi: '3.0.0',
    info: ABOUT,
    defaultContentType: 'application/json',
    channels: Object.fromEntries(types.map(([type, those]) => [type, channelOf(type, those)])),
    operations: Object.fromEntries(types.map(([type, those]) => [type, operationOf(type, those)])),
    components: {
      messages: Object.fromEntries(versions.map((each) => [componentName(each), messageOf(each)])),
    },
  };
}

function channelOf(type: string, versions: readonly DocumentedVersion[]): object {
  const [first] = versions;
  return {
    // Each receiver has an address of its own.
    address: null,
    title: type,
    ...(first?.description !== undefined && { description: first.description }),
    messages: Object.fromEntries(
      versions.map(componentName).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
    ),
  };
}

const operationOf = (type: string, versions: readonly DocumentedVersion[]): object => ({
  action: 'send',
  channel: { $ref: `#/channels/${type}` },
  messages: versions.map(componentName).map((name) => ({ $ref: `#/channels/${type}/messages/${name}` })),
  bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
});

function messageOf(each: DocumentedVersion): object {
  const { type, version, difference, deprecated } = each;
  const example = bodyExampleOf(each);
  return {
    name: type,
    title: componentName(each),
    ...(difference !== undefined && { description: difference }),
    ...(deprecated && { tags: [{ name: 'deprecated' }] }),
    [POSTRIDER]: { type, version },
    headers: {
      type: 'object',
      required: Object.keys(DELIVERY_HEADERS),
      properties: Object.fromEntries(
        Object.entries(DELIVERY_HEADERS).map(([name, description]) => [name, { type: 'string', description }]),
      ),
    },
    payload: payloadOf(each),
    ...(example !== undefined && { examples: [{ payload: example }] }),
  };
}

/** AsyncAPI's own schemas are those of draft 7: one that says more is declared to be of 2020-12, or half of it would be passed over. */
function payloadOf(each: DocumentedVersion): object {
  const { schema = true } = each;
  const base = `#/components/messages/${componentName(each)}/payload`;
  const place = '/properties/data';
  if (isDraft7(schema)) return bodySchemaOf(each, relocateSchema(schema, base + place));
  return {
    schemaFormat: 'application/schema+json;version=draft-2020-12',
    schema: bodySchemaOf(each, relocateSchema(schema, `${base}/schema${place}`)),
  };
}
