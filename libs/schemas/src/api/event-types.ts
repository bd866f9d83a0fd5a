import { z } from 'zod';
import { RedactionList } from '../redaction.js';
import { EventTypeName, jsonValue, text, Timestamp } from '../text.js';
import { pageOf } from './lists.js';

const MAX_SCHEMA_BYTES = 64 * 1024;

/** The body of `PUT /v1/event-types/{type}`. */
export const EventTypePut = z.strictObject({
  description: text(4096).optional(),
  schema: jsonValue(MAX_SCHEMA_BYTES).optional().describe('A JSON Schema, draft 2020-12, that data must fit.'),
  example: jsonValue(MAX_SCHEMA_BYTES).optional().describe('Data as it may look; it must fit the schema.'),
  deprecated: z.boolean().optional(),
  redact: RedactionList.optional().describe(
    'What the API hides of payloads of this type, beside what their tenant hides.',
  ),
});

export type EventTypePut = z.infer<typeof EventTypePut>;

export const EventType = z
  .object({
    type: EventTypeName,
    description: z.string().optional(),
    schema: z.json().optional(),
    example: z.json().optional(),
    deprecated: z.boolean(),
    redact: RedactionList.optional(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'EventType' });

export type EventType = z.infer<typeof EventType>;

export const EventTypePage = pageOf(EventType);
