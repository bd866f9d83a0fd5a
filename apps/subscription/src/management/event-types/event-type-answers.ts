import type { EventTypeRows, EventTypeVersionRow } from '@postrider/persistence';
import type { EventType, EventTypeVersion } from '@postrider/schemas';

/** An event type as the API shows it: with the schema and the example of its version 1. */
export function eventTypeOf({ type, first, versions }: EventTypeRows): EventType {
  return {
    type: type.id,
    ...(type.description !== null && { description: type.description }),
    ...schemaAndExample(first),
    deprecated: type.deprecated,
    archived: type.archived,
    compatibility: type.compatibility,
    versions: [...versions],
    ...(type.redact && { redact: type.redact }),
    createdAt: type.createdAt.toISOString(),
    updatedAt: type.updatedAt.toISOString(),
  };
}

/** A version of an event type as the API shows it. */
export function eventTypeVersionOf(row: EventTypeVersionRow): EventTypeVersion {
  return {
    type: row.type,
    version: row.version,
    ...(row.description !== null && { description: row.description }),
    ...schemaAndExample(row),
    deprecated: row.deprecated,
    archived: row.archived,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

const schemaAndExample = ({
  schema,
  example,
}: Pick<EventTypeVersionRow, 'schema' | 'example'>): Pick<EventTypeVersion, 'schema' | 'example'> => ({
  ...(schema !== null && { schema: schema as EventTypeVersion['schema'] }),
  ...(example !== null && { example: example as EventTypeVersion['example'] }),
});
