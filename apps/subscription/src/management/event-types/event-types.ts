import { compileSchema } from '@postrider/json-schema';
import type { AnnouncedChange, EventTypePutResult, EventTypeRepository, EventTypeWrite } from '@postrider/persistence';
import {
  FIRST_VERSION,
  isReservedEventType,
  type EventType,
  type EventTypeChecked,
  type EventTypePut,
  type EventTypeQuery,
  type EventTypeVersion,
  type EventTypeVersionChecked,
  type EventTypeVersionPut,
  type Fault,
  type Page,
  type SchemaBreak,
} from '@postrider/schemas';
import { notFound, ProblemError } from '@postrider/service';
import type { Clock } from '@postrider/time';
import { Announced } from '../announced.js';
import { idPageOf } from '../id-cursor.js';
import { dryRunOf, type DryRun } from './dry-run.js';
import { eventTypeOf, eventTypeVersionOf } from './event-type-answers.js';
import { judgeVersion, type Judged } from './judge-version.js';

/** What a put came to: its answer, which has to be announced unless nothing was changed. */
export interface Put<T> {
  readonly created: boolean;
  readonly answer: Announced<T> | T;
}

/** What a document says of one version. */
export interface ImportedVersion {
  readonly type: string;
  readonly version: number;
  /** What it says of the type, as far as a type's own put would. */
  readonly ofType: EventTypePut;
  /** What it says of the version itself, where it tells versions apart. */
  readonly ofVersion: EventTypeVersionPut | undefined;
}

/** What an import of it came to. */
export interface Imported {
  readonly status: 200 | 201;
  readonly type: string;
  readonly version: number;
  readonly breaks: readonly SchemaBreak[];
  readonly changes: readonly AnnouncedChange[];
}

export class EventTypes {
  constructor(
    private readonly eventTypes: EventTypeRepository,
    private readonly clock: Clock,
  ) {}

  async list({ archived, ...page }: EventTypeQuery): Promise<Page<EventType>> {
    const { data, nextCursor } = await this.eventTypes.list(idPageOf(page), { archived });
    return { data: data.map(eventTypeOf), nextCursor };
  }

  async get(type: string): Promise<EventType> {
    const rows = await this.eventTypes.find(type);
    if (!rows) throw notFound('event type');
    return eventTypeOf(rows);
  }

  /** Writes the type, with the schema and the example of its version 1. */
  async put(type: string, body: EventTypePut, dryRun = false): Promise<Put<EventTypeChecked>> {
    const { description = null, deprecated = false, compatibility = 'warn', redact = null } = body;
    const about = { description, deprecated, compatibility, redact };
    const write = { ...writeOf(type, FIRST_VERSION, body), type: about };
    return this.#put(write, dryRun, ({ rows }, { breaks }) => ({ ...eventTypeOf(rows), breaks: [...breaks] }));
  }

  async listVersions(type: string, { archived, limit, cursor }: EventTypeQuery): Promise<Page<EventTypeVersion>> {
    if (cursor !== undefined && !/^\d{1,7}$/.test(cursor)) throw new ProblemError('invalid_cursor');
    const after = cursor === undefined ? undefined : Number(cursor);
    const page = await this.eventTypes.listVersions(type, { limit, after }, { archived });
    if (!page) throw notFound('event type');
    return { data: page.data.map(eventTypeVersionOf), nextCursor: page.nextCursor };
  }

  async getVersion(type: string, version: number): Promise<EventTypeVersion> {
    const row = await this.eventTypes.findVersion(type, version);
    if (!row) throw notFound('version of an event type');
    return eventTypeVersionOf(row);
  }

  /** Writes one version of a type that is there. */
  async putVersion(
    type: string,
    version: number,
    body: EventTypeVersionPut,
    dryRun = false,
  ): Promise<Put<EventTypeVersionChecked>> {
    const { description = null, deprecated = false } = body;
    const write = { ...writeOf(type, version, body), about: { description, deprecated } };
    return this.#put(write, dryRun, (made, { breaks }) => ({
      ...eventTypeVersionOf(made.version),
      breaks: [...breaks],
    }));
  }

  /**
   * Puts what a document says: its version 1 makes the type, or replaces what is said of it, but for what no document says. `isMade`: in a
   * dry run, the type would be there by now.
   */
  async import(
    { type, version, ofType, ofVersion }: ImportedVersion,
    { dryRun, isMade }: { readonly dryRun: boolean; readonly isMade: boolean },
  ): Promise<Imported> {
    const standing = (await this.eventTypes.find(type))?.type;
    const about = {
      description: ofType.description ?? standing?.description ?? null,
      deprecated: (ofVersion ? standing?.deprecated : ofType.deprecated) ?? false,
      compatibility: standing?.compatibility ?? 'warn',
      redact: standing?.redact ?? null,
    };
    const { description = null, deprecated = false } = ofVersion ?? {};
    const write = {
      ...writeOf(type, version, ofType),
      ...((version === FIRST_VERSION || (dryRun && isMade)) && { type: about }),
      ...(ofVersion && { about: { description, deprecated } }),
    };
    const { created, answer } = await this.#put(write, dryRun, (_made, { breaks }) => breaks);
    const [breaks, changes] = answer instanceof Announced ? [answer.answer, answer.changes] : [answer, []];
    return { status: created ? 201 : 200, type, version, breaks, changes };
  }

  async setArchived(type: string, archived: boolean): Promise<Announced<EventType>> {
    refuseReserved(type);
    const changed = await this.eventTypes.setArchived(type, archived, new Date(this.clock.now()));
    if (!changed) throw notFound('event type');
    return new Announced(eventTypeOf(changed.rows), changed.changes);
  }

  async setVersionArchived(type: string, version: number, archived: boolean): Promise<Announced<EventTypeVersion>> {
    refuseReserved(type);
    const changed = await this.eventTypes.setVersionArchived(type, version, archived, new Date(this.clock.now()));
    if (!changed) throw notFound('version of an event type');
    return new Announced(eventTypeVersionOf(changed.version), changed.changes);
  }

  async delete(type: string): Promise<Announced<void>> {
    refuseReserved(type);
    const changes = await this.eventTypes.delete(type);
    if (!changes) throw notFound('event type');
    return new Announced(undefined, changes);
  }

  async #put<T>(
    write: EventTypeWrite,
    dryRun: boolean,
    answerOf: (made: DryRun, judged: Judged) => T,
  ): Promise<Put<T>> {
    const now = new Date(this.clock.now());
    if (!dryRun) {
      const result = await this.eventTypes.put(write, (standing) => judgeVersion(write, standing), now);
      const done = doneOf(result);
      return { created: done.created, answer: new Announced(answerOf(done, done.judged), done.changes) };
    }
    const standing = await this.eventTypes.standing(write.id);
    if (!standing && !write.type) throw notFound('event type');
    const judged = judgeVersion(write, standing);
    if (judged.refused) throw refusalOf(judged);
    return { created: false, answer: answerOf(dryRunOf(write, standing, now), judged) };
  }
}

function doneOf(result: EventTypePutResult<Judged>): Extract<EventTypePutResult<Judged>, { kind: 'done' }> {
  switch (result.kind) {
    case 'done':
      return result;
    case 'unknown':
      throw notFound('event type');
    case 'refused':
      throw refusalOf(result.judged);
  }
}

function refusalOf({ limit, breaks }: Judged): ProblemError {
  if (limit !== undefined) return new ProblemError('conflict', limit);
  const faults = breaks.map(({ against, path, kind, message }) => ({
    path: `/schema${path}`,
    kind,
    message: `${message} (in version ${against})`,
  }));
  return new ProblemError('incompatible_schema', undefined, faults);
}

/** Paths under /v1/event-types that are no type's. */
const NOT_TYPES: readonly string[] = ['import', 'export'];

function refuseReserved(type: string): void {
  if (isReservedEventType(type) || NOT_TYPES.includes(type))
    throw new ProblemError('reserved', `The event type ${type} is the platform's own.`);
}

/** A schema has to be usable, and an example has to fit it: both are found out now, and not by the first publisher. */
function writeOf(type: string, version: number, { schema, example }: EventTypeVersionPut): EventTypeWrite {
  refuseReserved(type);
  check({ schema, example });
  return { id: type, version, schema: (schema ?? null) as EventTypeWrite['schema'], example: example ?? null };
}

function check({ schema, example }: Pick<EventTypeVersionPut, 'schema' | 'example'>): void {
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
