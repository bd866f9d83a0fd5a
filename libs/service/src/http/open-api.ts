import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiExtension, DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { exampleOf, Problem } from '@postrider/schemas';
import type { z } from 'zod';
import { bodySchema, jsonSchemaOf } from './json-schema.js';
import { liftExamples, withoutLifted, type ExemplifiedOperation } from './lift-examples.js';

/** What an API says about itself. */
export interface ApiDescription {
  readonly title: string;
  readonly description: string;
  /** What every POST takes, whatever it does. */
  readonly headersOfPosts?: readonly HeaderDescription[];
}

/** A header that a request may have. */
interface HeaderDescription {
  readonly name: string;
  readonly description: string;
  readonly schema: object;
  readonly example: string;
}

/** Has a route's description say that it takes another kind of body as well. */
export const AlsoTakes = (mediaType: string, schema: z.ZodType): MethodDecorator =>
  ApiExtension('x-other-bodies', { [mediaType]: { schema: bodySchema(schema) } });

interface Operation extends ExemplifiedOperation {
  parameters?: readonly object[];
  responses: Record<string, object>;
  'x-other-bodies'?: object;
}

/** Swagger knows of one body for all media types: the others are moved to where they belong. */
function nameOtherBodies(operation: Operation): void {
  if (operation.requestBody) Object.assign(operation.requestBody.content, operation['x-other-bodies']);
  delete operation['x-other-bodies'];
}

function addHeaders(operation: Operation, headers: readonly HeaderDescription[]): void {
  const parameters = headers.map((header) => ({ ...header, in: 'header', required: false }));
  operation.parameters = [...(operation.parameters ?? []), ...parameters];
}

/** Whatever an operation doesn't do, it answers a problem for: every one of them may. */
const PROBLEM = { $ref: '#/components/responses/Problem' };

/** What every operation has in common is said of each. */
function completed(document: OpenAPIObject, headersOfPosts: readonly HeaderDescription[]): OpenAPIObject {
  const operations = Object.values(document.paths).flatMap(
    (methods) => Object.entries(methods) as [string, Operation][],
  );
  for (const [method, operation] of operations) {
    if (method === 'post') addHeaders(operation, headersOfPosts);
    nameOtherBodies(operation);
    liftExamples(operation, { ...document.components?.schemas });
    operation.responses.default = PROBLEM;
  }
  const response = {
    description: 'A problem (RFC 9457): its code is stable, its detail says what to do.',
    content: {
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example: exampleOf(Problem) },
    },
  };
  return withoutLifted({
    ...document,
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, ...problemSchemas() },
      responses: { Problem: response },
    },
  });
}

/** The schemas that a problem is made of, with their references to where Swagger puts those of all others. */
function problemSchemas(): Record<string, object> {
  const { components } = jsonSchemaOf(Problem, 'output') ?? {};
  const moved = JSON.stringify(components).replaceAll('"#/$defs/', '"#/components/schemas/');
  return JSON.parse(moved) as Record<string, object>;
}

/** The OpenAPI 3.1 document of an application's routes: the schemas that check requests are the ones it shows. */
export function openApiOf(
  app: NestFastifyApplication,
  { title, description, headersOfPosts = [] }: ApiDescription,
): OpenAPIObject {
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
  return completed(document, headersOfPosts);
}

/** Serves the document as /openapi.json and as pages under /docs. */
export function serveOpenApi(app: NestFastifyApplication, description: ApiDescription): void {
  SwaggerModule.setup('docs', app, () => openApiOf(app, description), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
  });
}
