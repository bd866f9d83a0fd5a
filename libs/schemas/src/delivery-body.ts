import type { AcceptedEvent, EventMeta } from './records/accepted-event.js';
import type { EndpointEntity } from './records/registry-change.js';

/** What an endpoint wants of an event, and in which form. */
export type BodyShape = Pick<EndpointEntity, 'format' | 'payload'>;

/** The body of a delivery, in pieces that are sent one after another: the event's data is one of them, untouched. */
export interface DeliveryBody {
  readonly contentType: string;
  readonly pieces: readonly Buffer[];
}

export const JSON_TYPE = 'application/json';

type Members = Readonly<Record<string, string | number>>;

/**
 * Sets an event into the body that its endpoint asked for: its data byte for byte, or, where that is thin, where to fetch
 * it. `publicUrl` is where receivers reach the management API; without it they are told the path alone.
 */
export function deliveryBody({ meta, data }: AcceptedEvent, shape: BodyShape, publicUrl: string): DeliveryBody {
  const isThin = shape.payload === 'thin';
  if (shape.format === 'cloudevents') {
    const attributes = cloudEventAttributes(meta, isThin, publicUrl);
    return {
      contentType: 'application/cloudevents+json',
      pieces: isThin ? alone(attributes) : around(attributes, data),
    };
  }
  const { id, type, timestamp, version } = meta;
  const about = { type, timestamp, ...(version !== undefined && { version }) };
  const pieces = isThin ? alone({ ...about, id, link: linkTo(meta, publicUrl) }) : around(about, data);
  return { contentType: JSON_TYPE, pieces };
}

/**
 * What stands before the data in the JSON format of CloudEvents 1.0.2. One that came as a CloudEvent keeps its source and
 * id; any other is identified by its tenant and its id, which together are unique. `dataref` is CloudEvents' own extension.
 */
function cloudEventAttributes(meta: EventMeta, isThin: boolean, publicUrl: string): Members {
  const { cloudEvent, tenant, id, type, version, timestamp, orderingKey, labels } = meta;
  return {
    specversion: '1.0',
    id: cloudEvent?.id ?? id,
    source: cloudEvent?.source ?? `${publicUrl}/v1/tenants/${tenant}`,
    type,
    time: timestamp,
    ...(orderingKey !== undefined && { orderingkey: orderingKey }),
    ...(labels && { labels: labels.join(',') }),
    ...(version !== undefined && { dataversion: version }),
    ...(isThin ? { dataref: linkTo(meta, publicUrl) } : { datacontenttype: JSON_TYPE }),
  };
}

/** Where the whole event is: for a key that may read. */
const linkTo = ({ tenant, id }: EventMeta, publicUrl: string): string =>
  `${publicUrl}/v1/tenants/${tenant}/events/${id}`;

const END = Buffer.from('}');

const around = (members: Members, data: Buffer): readonly Buffer[] => [
  Buffer.from(`${JSON.stringify(members).slice(0, -1)},"data":`),
  data,
  END,
];

const alone = (members: Members): readonly Buffer[] => [Buffer.from(JSON.stringify(members))];
