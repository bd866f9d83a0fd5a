import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiExtension, DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { z } from 'zod';
import { bodySchema, jsonSchemaOf } from './json-schema.js';

/** What an API says about itself. */
export interface ApiDescription {
  readonly title: string;
  readonly description: string;
}

const OTHER_BODIES = 'x-other-bodies';

/** Has a route's description say that it takes another kind of body as well. */
export const AlsoTakes = (mediaType: string, schema: z.ZodType): MethodDecorator =>
  ApiExtension(OTHER_BODIES, { [mediaType]: { schema: bodySchema(schema) } });

/** Swagger knows of one body for all media types: the others are moved to where they belong. */
function withOtherBodies(document: OpenAPIObject): OpenAPIObject {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods) as Operation[]);
  for (const operation of operations) {
    if (operation.requestBody) Object.assign(operation.requestBody.content, operation['x-other-bodies']);
    delete operation['x-other-bodies'];
  }
  return document;
}

interface Operation {
  requestBody?: { readonly content: object };
  'x-other-bodies'?: object;
}

/** The OpenAPI 3.1 document of an application's routes: the schemas that check requests are the ones it shows. */
export function openApiOf(app: NestFastifyApplication, { title, description }: ApiDescription): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setDescription(description)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'opaque',
        description: 'An API key, a portal token, or the root key.',
      },
      'key',
    )
    .addSecurityRequirements('key')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (_controller, method) => method,
    standardSchemaConverter: (schema, { schemaType }) => jsonSchemaOf(schema, schemaType),
  });
  return withOtherBodies(document);
}

/** Serves the document as /openapi.json and as pages under /docs. */
export function serveOpenApi(app: NestFastifyApplication, description: ApiDescription): void {
  SwaggerModule.setup('docs', app, () => openApiOf(app, description), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
  });
}
