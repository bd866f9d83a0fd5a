import { compileSchema } from '@postrider/json-schema';
import type { EventTypeRepository, EventTypeRow } from '@postrider/persistence';
import {
  isReservedEventType,
  type EventType,
  type EventTypePut,
  type Fault,
  type ListQuery,
  type Page,
} from '@postrider/schemas';
import { notFound, ProblemError } from '@postrider/service';
import type { Clock } from '@postrider/time';
import { Announced } from '../announced.js';
import { idPageOf } from '../id-cursor.js';

export class EventTypes {
  constructor(
    private readonly eventTypes: EventTypeRepository,
    private readonly clock: Clock,
  ) {}

  async list(query: ListQuery): Promise<Page<EventType>> {
    const { data, nextCursor } = await this.eventTypes.list(idPageOf(query));
    return { data: data.map(eventTypeOf), nextCursor };
  }

  async get(type: string): Promise<EventType> {
    const row = await this.eventTypes.find(type);
    if (!row) throw notFound('event type');
    return eventTypeOf(row);
  }

  async put(
    type: string,
    body: EventTypePut,
  ): Promise<{ readonly created: boolean; readonly announced: Announced<EventType> }> {
    refuseReserved(type);
    check(body);
    const { description, schema, example, deprecated, redact } = body;
    const fields = {
      id: type,
      description: description ?? null,
      schema: (schema ?? null) as EventTypeRow['schema'],
      example: example ?? null,
      deprecated: deprecated ?? false,
      redact: redact ?? null,
    };
    const { row, created, changes } = await this.eventTypes.put(fields, new Date(this.clock.now()));
    return { created, announced: new Announced(eventTypeOf(row), changes) };
  }

  async delete(type: string): Promise<Announced<void>> {
    refuseReserved(type);
    const changes = await this.eventTypes.delete(type);
    if (!changes) throw notFound('event type');
    return new Announced(undefined, changes);
  }
}

function refuseReserved(type: string): void {
  if (isReservedEventType(type)) throw new ProblemError('reserved', `The event type ${type} is the platform's own.`);
}

/** A schema has to be usable, and an example has to fit it: both are found out now, and not by the first publisher. */
function check({ schema, example }: EventTypePut): void {
  if (schema === undefined) return;
  const compiled = compileSchema(schema);
  if (compiled.kind === 'refused')
    throw new ProblemError('invalid_schema', undefined, under('/schema', compiled.faults));
  const faults = example === undefined ? [] : compiled.check(example);
  if (faults.length > 0)
    throw new ProblemError('schema_mismatch', 'The example does not fit the schema.', under('/example', faults));
}

const under = (base: string, faults: readonly { readonly path: string; readonly message: string }[]): Fault[] =>
  faults.map(({ path, message }) => ({ path: base + path, message }));

function eventTypeOf(row: EventTypeRow): EventType {
  const { id, description, schema, example, deprecated, redact, createdAt, updatedAt } = row;
  return {
    type: id,
    ...(description !== null && { description }),
    ...(schema !== null && { schema: schema as EventType['schema'] }),
    ...(example !== null && { example: example as EventType['example'] }),
    deprecated,
    ...(redact && { redact }),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
