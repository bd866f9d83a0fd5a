import { z } from 'zod';
import {
  EventId,
  EventTypeName,
  GivenTimestamp,
  Label,
  Labels,
  OrderingKey,
  TenantId,
  text,
  Timestamp,
} from '../text.js';
import { Fault, ProblemCode } from '../problems.js';
import { VersionNumber } from '../version-number.js';
import { Delivery } from './deliveries.js';
import { ListQuery, pageOf, timeSpan } from './lists.js';
import { exampleOf, story, withExample } from '../example.js';

/** What comes with `data` in the body of `POST …/events`; the data itself is never parsed for keeping. */
export const PublishEnvelope = z.strictObject({
  type: EventTypeName,
  id: EventId.optional().describe('Yours, so that a repeat is recognised; made for you when left out.'),
  timestamp: GivenTimestamp.optional().describe('When it happened; now, when left out.'),
  orderingKey: OrderingKey.optional(),
  labels: Labels.optional().describe('What subscriptions can ask for, and lists be narrowed down to.'),
  version: VersionNumber.optional().describe(
    'The version of the event type that data is in; the latest that is not archived, when left out.',
  ),
  deliverAt: GivenTimestamp.optional().describe(
    'Nothing is sent before this time, up to 30 days ahead; at once, when left out or past. Not with orderingKey.',
  ),
});

export type PublishEnvelope = z.infer<typeof PublishEnvelope>;

/** The body of `POST …/events`, for the API description: any JSON may be data. */
export const Publish = withExample(
  PublishEnvelope.extend({
    data: z.unknown().describe('Delivered byte for byte as it stands here.'),
  }),
  { type: story.type, data: story.data, labels: ['eu'] },
);

/** The answer of `POST …/events`. */
export const Published = withExample(
  z.object({
    id: EventId,
    type: EventTypeName,
    timestamp: Timestamp,
    duplicate: z
      .boolean()
      .describe('The id was published before; this is the first one’s answer, and nothing is delivered again.'),
  }),
  { id: story.event, type: story.type, timestamp: story.at, duplicate: false },
).meta({ id: 'Published' });

export type Published = z.infer<typeof Published>;

/** Events in one request of `POST …/events/batch`. */
export const MAX_BATCH_EVENTS = 1000;

/** The body of `POST …/events/batch`, for the API description: each item is judged by itself. */
export const PublishBatch = withExample(
  z.array(z.unknown().describe('An event, in the form of `POST …/events`.')).min(1).max(MAX_BATCH_EVENTS),
  [
    { type: story.type, data: story.data },
    { type: story.type, data: { order: 1043, total: 20 } },
  ],
);

/** The answer of `POST …/events/batch`. */
export const BatchPublished = withExample(
  z.object({
    results: z
      .array(
        z.union([
          z.object({ status: z.literal(202), id: EventId, duplicate: z.boolean() }),
          z.object({ status: z.int(), code: ProblemCode, detail: z.string(), errors: z.array(Fault).optional() }),
        ]),
      )
      .describe('One for each event, in their order.'),
  }),
  {
    results: [
      { status: 202, id: story.event, duplicate: false },
      { status: 202, id: 'evt_01KJMMA2G0C2V6Y0XJ3RZ5D8FN', duplicate: false },
    ],
  },
).meta({ id: 'BatchPublished' });

export type BatchPublished = z.infer<typeof BatchPublished>;

/** The body of `POST …/events` as `application/cloudevents+json`, for the API description. */
export const StructuredCloudEvent = withExample(
  z.looseObject({
    specversion: z.literal('1.0'),
    id: z.string().min(1),
    source: z.string().min(1).describe('A URI reference. With `id`, it makes the event id.'),
    type: EventTypeName,
    time: GivenTimestamp.optional(),
    orderingkey: OrderingKey.optional(),
    dataversion: VersionNumber.optional().describe(
      'The version of the event type that data is in; the latest that is not archived, when left out.',
    ),
    labels: z.string().optional().describe('Labels, with commas between them: eu,vip.'),
    datacontenttype: z.string().optional().describe('application/json, or a type that ends in +json.'),
    data: z.unknown().describe('Delivered byte for byte as it stands here.'),
  }),
  { specversion: '1.0', id: '1042', source: '/shop', type: story.type, time: story.at, data: story.data },
);

/** The body of `POST …/events/batch` as `application/cloudevents-batch+json`. */
export const CloudEventBatch = withExample(PublishBatch, [exampleOf(StructuredCloudEvent)]);

/** The query of `GET …/events`. */
export const EventQuery = ListQuery.extend({
  eventType: EventTypeName.optional(),
  source: withExample(text(2048, 1), '/shop').optional().describe('The source of CloudEvents.'),
  sourceId: withExample(text(2048, 1), '1042').optional().describe('The id that CloudEvents have in their source.'),
  label: Label.optional().describe('Only events that have this label.'),
  ...timeSpan,
});

export type EventQuery = z.infer<typeof EventQuery>;

/** The query of `GET …/events/export`. */
export const EventExportQuery = EventQuery.omit({ limit: true, cursor: true });

export type EventExportQuery = z.infer<typeof EventExportQuery>;

export const EventSummary = withExample(
  z.object({
    id: EventId,
    tenant: TenantId,
    type: EventTypeName,
    version: z.int().optional(),
    timestamp: Timestamp,
    acceptedAt: Timestamp,
    orderingKey: OrderingKey.optional(),
    deliverAt: Timestamp.optional(),
    labels: z.array(Label).optional(),
    cloudEvent: z.object({ source: z.string(), id: z.string() }).optional(),
    bytes: z.int().describe('The size of data.'),
    expungedAt: Timestamp.optional().describe('When data was expunged; it is gone since.'),
  }),
  {
    id: story.event,
    tenant: story.tenant,
    type: story.type,
    timestamp: story.at,
    acceptedAt: story.at,
    labels: ['eu'],
    bytes: 60,
  },
).meta({ id: 'EventSummary' });

export type EventSummary = z.infer<typeof EventSummary>;

export const EventPage = pageOf(EventSummary);

/** The answer of `GET …/events/{id}`; `data` as it was published, byte for byte, but for what is redacted; null once it's expunged. */
export const EventWithDeliveries = withExample(EventSummary.extend({ data: z.json(), deliveries: z.array(Delivery) }), {
  ...exampleOf(EventSummary),
  data: story.data,
  deliveries: [exampleOf(Delivery)],
}).meta({ id: 'EventWithDeliveries' });

/** A line of `GET …/events/export`; `data` as it was published, but for line breaks between its values, which are spaces. */
export const ExportedEvent = withExample(EventSummary.extend({ data: z.json() }), {
  ...exampleOf(EventSummary),
  data: story.data,
}).meta({ id: 'ExportedEvent' });
