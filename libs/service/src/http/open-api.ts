import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { jsonSchemaOf } from './json-schema.js';

/** What an API says about itself. */
export interface ApiDescription {
  readonly title: string;
  readonly description: string;
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
      { type: 'http', scheme: 'bearer', bearerFormat: 'opaque', description: 'An API key, or the root key.' },
      'key',
    )
    .addSecurityRequirements('key')
    .build();
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (_controller, method) => method,
    standardSchemaConverter: (schema, { schemaType }) => jsonSchemaOf(schema, schemaType),
  });
}

/** Serves the document as /openapi.json and as pages under /docs. */
export function serveOpenApi(app: NestFastifyApplication, description: ApiDescription): void {
  SwaggerModule.setup('docs', app, () => openApiOf(app, description), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
  });
}
