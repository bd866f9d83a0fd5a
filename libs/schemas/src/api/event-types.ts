import { z } from 'zod';
import { EventTypePattern } from '../event-type-pattern.js';
import { Fault, ProblemCode } from '../problems.js';
import { RedactionList } from '../redaction.js';
import { EventTypeName, jsonValue, text, Timestamp } from '../text.js';
import { VersionNumber } from '../version-number.js';
import { ListQuery, pageOf } from './lists.js';
import { exampleOf, story, withExample } from '../example.js';

/** What one schema may have, and one example, as JSON. */
const MAX_SCHEMA_BYTES = 64 * 1024;

/** What becomes of a version whose schema breaks with the one before it. */
export const Compatibility = z
  .enum(['none', 'warn', 'strict'])
  .describe(
    'none: versions are not compared; warn: what breaks is listed; strict: what breaks is refused with 409 incompatible_schema.',
  );

export type Compatibility = z.infer<typeof Compatibility>;

const orderSchema = { type: 'object', required: ['order'], properties: { order: { type: 'integer' } } };

const given = {
  description: text(4096).optional(),
  schema: jsonValue(MAX_SCHEMA_BYTES).optional().describe('A JSON Schema, draft 2020-12, that data must fit.'),
  example: jsonValue(MAX_SCHEMA_BYTES).optional().describe('Data as it may look; it must fit the schema.'),
  deprecated: z.boolean().optional(),
};

/** The body of `PUT /v1/event-types/{type}`: the type, with the schema and the example of its version 1. */
export const EventTypePut = withExample(
  z.strictObject({
    ...given,
    compatibility: Compatibility.optional(),
    redact: RedactionList.optional().describe(
      'What the API hides of payloads of this type, beside what their tenant hides.',
    ),
  }),
  { description: 'An order was placed.', schema: orderSchema, example: story.data, compatibility: 'warn' },
);

export type EventTypePut = z.infer<typeof EventTypePut>;

/** The body of `PUT /v1/event-types/{type}/versions/{version}`. */
export const EventTypeVersionPut = withExample(
  z.strictObject({
    ...given,
    description: given.description.describe('What is different in this version.'),
  }),
  {
    description: 'Orders have a total.',
    schema: { ...orderSchema, required: ['order', 'total'] },
    example: story.data,
  },
);

export type EventTypeVersionPut = z.infer<typeof EventTypeVersionPut>;

/** What a version is called in a path. */
export const VersionInPath = withExample(z.coerce.number().int().min(1).max(1_000_000), 2);

const yesOrNo = withExample(
  z.enum(['true', 'false']).transform((value) => value === 'true'),
  'true',
);

/** The query of what can be tried out. */
export const DryRunQuery = z.strictObject({
  dryRun: yesOrNo.optional().describe('true: answers as it would, and changes nothing.'),
});

export type DryRunQuery = z.infer<typeof DryRunQuery>;

/** The query of `GET /v1/event-types`, and of a type's versions. */
export const EventTypeQuery = ListQuery.extend({
  archived: yesOrNo.optional().describe('Only what is archived, or only what is not; both, when left out.'),
});

export type EventTypeQuery = z.infer<typeof EventTypeQuery>;

/** How a schema breaks with an earlier one: data that fitted may fit no more, or lacks what receivers rely on. */
export const SchemaBreak = z
  .object({
    against: VersionNumber.describe('The version that it breaks with.'),
    path: z.string().describe('Where in the schema, as a JSON Pointer from it.'),
    kind: z.string(),
    message: z.string(),
  })
  .meta({ id: 'SchemaBreak' });

export type SchemaBreak = z.infer<typeof SchemaBreak>;

export const EventType = withExample(
  z.object({
    type: EventTypeName,
    description: z.string().optional(),
    schema: z.json().optional().describe('Of version 1.'),
    example: z.json().optional().describe('Of version 1.'),
    deprecated: z.boolean(),
    archived: z.boolean().describe('It takes no events.'),
    compatibility: Compatibility,
    versions: z.array(VersionNumber).describe('In their order, the archived ones among them.'),
    redact: RedactionList.optional(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  }),
  {
    type: story.type,
    description: 'An order was placed.',
    schema: orderSchema,
    example: story.data,
    deprecated: false,
    archived: false,
    compatibility: 'warn',
    versions: [1, 2],
    createdAt: story.at,
    updatedAt: story.at,
  },
).meta({ id: 'EventType' });

export type EventType = z.infer<typeof EventType>;

export const EventTypePage = pageOf(EventType);

const breaks = z.array(SchemaBreak).describe('What breaks with the version before it, and with its own earlier form.');

/** The answer of `PUT /v1/event-types/{type}`. */
export const EventTypeChecked = withExample(EventType.extend({ breaks }), { ...exampleOf(EventType), breaks: [] }).meta(
  { id: 'EventTypeChecked' },
);

export type EventTypeChecked = z.infer<typeof EventTypeChecked>;

export const EventTypeVersion = withExample(
  z.object({
    type: EventTypeName,
    version: VersionNumber,
    description: z.string().optional(),
    schema: z.json().optional(),
    example: z.json().optional(),
    deprecated: z.boolean(),
    archived: z.boolean().describe('It takes no events.'),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  }),
  {
    type: story.type,
    version: 2,
    description: 'Orders have a total.',
    schema: { ...orderSchema, required: ['order', 'total'] },
    example: story.data,
    deprecated: false,
    archived: false,
    createdAt: story.at,
    updatedAt: story.at,
  },
).meta({ id: 'EventTypeVersion' });

export type EventTypeVersion = z.infer<typeof EventTypeVersion>;

export const EventTypeVersionPage = pageOf(EventTypeVersion);

/** The answer of `PUT /v1/event-types/{type}/versions/{version}`. */
export const EventTypeVersionChecked = withExample(EventTypeVersion.extend({ breaks }), {
  ...exampleOf(EventTypeVersion),
  breaks: [],
}).meta({ id: 'EventTypeVersionChecked' });

export type EventTypeVersionChecked = z.infer<typeof EventTypeVersionChecked>;

/** Webhooks in one document of `POST /v1/event-types/import`. */
const MAX_IMPORTED = 200;

/** The body of `POST /v1/event-types/import`: an OpenAPI document. */
export const EventTypeImport = withExample(
  z.looseObject({
    openapi: z.string().regex(/^3\.1\.\d{1,3}$/, 'is a version of OpenAPI 3.1'),
    webhooks: z
      .record(z.string(), z.unknown())
      .refine((webhooks) => Object.keys(webhooks).length <= MAX_IMPORTED, `may have at most ${MAX_IMPORTED} webhooks`)
      .describe('Called after event types, such as order.created, or versions of them, such as order.created@2.'),
  }),
  {
    openapi: '3.1.0',
    info: { title: 'A shop', version: '1' },
    webhooks: {
      'order.shipped': {
        post: { summary: 'An order left.', requestBody: { content: { 'application/json': { schema: orderSchema } } } },
      },
    },
  },
);

export type EventTypeImport = z.infer<typeof EventTypeImport>;

/** The answer of `POST /v1/event-types/import`. */
export const EventTypesImported = withExample(
  z.object({
    results: z
      .array(
        z.union([
          z.object({
            name: z.string(),
            status: z.literal([200, 201]),
            type: EventTypeName,
            version: VersionNumber,
            breaks,
          }),
          z.object({
            name: z.string(),
            status: z.int(),
            code: ProblemCode,
            detail: z.string(),
            errors: z.array(Fault).optional(),
          }),
        ]),
      )
      .describe('One for each webhook, in the order of versions.'),
  }),
  { results: [{ name: 'order.shipped', status: 201, type: 'order.shipped', version: 1, breaks: [] }] },
).meta({ id: 'EventTypesImported' });

export type EventTypesImported = z.infer<typeof EventTypesImported>;

/** The query of `GET /v1/event-types/export`. */
export const EventTypeExportQuery = z.strictObject({
  format: withExample(z.enum(['openapi', 'asyncapi']).default('openapi'), 'asyncapi').describe(
    'OpenAPI 3.1, or AsyncAPI 3.0.',
  ),
  eventTypes: EventTypePattern.default('*').describe('A name such as order.created, a prefix such as order.*, or *.'),
});

export type EventTypeExportQuery = z.infer<typeof EventTypeExportQuery>;
