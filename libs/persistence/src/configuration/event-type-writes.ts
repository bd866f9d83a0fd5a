import type { Compatibility } from '@postrider/schemas';
import type { EventTypeVersionRow } from '../entities/configuration.entity.js';
import type { Statements } from '../sql.js';

/** A version that is to be put. */
export interface EventTypeWrite {
  readonly id: string;
  /** What is said of the type itself, which is made with it; absent: the type has to be there. */
  readonly type?: {
    readonly description: string | null;
    readonly deprecated: boolean;
    readonly compatibility: Compatibility;
    readonly redact: string[] | null;
  };
  readonly version: number;
  readonly schema: EventTypeVersionRow['schema'];
  readonly example: EventTypeVersionRow['example'];
  /** What is said of the version itself; absent: as it was. */
  readonly about?: { readonly description: string | null; readonly deprecated: boolean };
}

/** Makes the type or replaces what is said of it; an archived one stays so. Answers whether it was made. */
export async function putEventType(
  statements: Statements,
  id: string,
  { description, deprecated, compatibility, redact }: NonNullable<EventTypeWrite['type']>,
  now: Date,
): Promise<boolean> {
  return isMade(
    await statements.query(
      `insert into event_types (id, description, deprecated, compatibility, redact, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $6)
       on conflict (id) do update set description = excluded.description, deprecated = excluded.deprecated,
         compatibility = excluded.compatibility, redact = excluded.redact, updated_at = excluded.updated_at
       returning xmax = 0 as created`,
      [id, description, deprecated, compatibility, redact, now],
    ),
  );
}

/** Makes the version or replaces its schema and its example, and what is said of it where that is given. Answers whether it was made. */
export async function putVersion(
  statements: Statements,
  { id, version, schema, example, about }: EventTypeWrite,
  now: Date,
): Promise<boolean> {
  return isMade(
    await statements.query(
      `insert into event_type_versions as v (type, version, schema, example, description, deprecated, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $7)
       on conflict (type, version) do update set schema = excluded.schema, example = excluded.example,
         description = case when $8 then excluded.description else v.description end,
         deprecated = case when $8 then excluded.deprecated else v.deprecated end, updated_at = excluded.updated_at
       returning xmax = 0 as created`,
      [
        id,
        version,
        written(schema),
        written(example),
        about?.description ?? null,
        about?.deprecated ?? false,
        now,
        about !== undefined,
      ],
    ),
  );
}

/** A row that was there has been locked before it was changed, and says so. */
const isMade = ([row]: readonly { readonly created?: boolean }[]): boolean => row?.created === true;

const written = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
