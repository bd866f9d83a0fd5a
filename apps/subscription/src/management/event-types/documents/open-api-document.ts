import { relocateSchema } from '@postrider/json-schema';
import {
  ABOUT,
  bodyExampleOf,
  bodySchemaOf,
  componentName,
  DELIVERY_HEADERS,
  POSTRIDER,
  type DocumentedVersion,
} from './documented-type.js';

/** The event types as an OpenAPI 3.1 document: a webhook for each, or for each version where there are several, called `type@version`. */
export function openApiDocument(versions: readonly DocumentedVersion[]): object {
  const schemas = versions
    .filter(({ schema }) => schema !== undefined)
    .map((each) => {
      const name = componentName(each);
      return [name, relocateSchema(each.schema, `#/components/schemas/${name}`)] as const;
    });
  return {
    openapi: '3.1.0',
    info: ABOUT,
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    webhooks: Object.fromEntries(versions.map((each) => [webhookName(each), webhookOf(each)])),
    components: {
      schemas: Object.fromEntries(schemas),
      parameters: Object.fromEntries(
        Object.entries(DELIVERY_HEADERS).map(([name, description]) => [
          name,
          { name, in: 'header', required: true, description, schema: { type: 'string' } },
        ]),
      ),
    },
  };
}

const webhookName = ({ type, version, isOneOfSeveral }: DocumentedVersion): string =>
  isOneOfSeveral ? `${type}@${version}` : type;

function webhookOf(each: DocumentedVersion): object {
  const { type, version, description, difference, deprecated, schema } = each;
  const data = schema === undefined ? {} : { $ref: `#/components/schemas/${componentName(each)}` };
  const example = bodyExampleOf(each);
  return {
    ...(description !== undefined && { description }),
    post: {
      operationId: componentName(each),
      summary: type,
      ...(difference !== undefined && { description: difference }),
      ...(deprecated && { deprecated }),
      [POSTRIDER]: { type, version },
      parameters: Object.keys(DELIVERY_HEADERS).map((name) => ({ $ref: `#/components/parameters/${name}` })),
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: bodySchemaOf(each, data), ...(example !== undefined && { example }) },
        },
      },
      responses: { '2XX': { description: 'Taken. Anything else is tried again.' } },
    },
  };
}
