import { breaksBetween } from '@postrider/json-schema';
import type { EventTypeStanding, EventTypeVersionRow, EventTypeWrite } from '@postrider/persistence';
import type { SchemaBreak } from '@postrider/schemas';

/** Versions of one event type, the archived ones among them: each is in the registry's record of the type. */
const MAX_VERSIONS = 100;
/** Their schemas together: such a record has to fit into what Kafka takes. */
const MAX_SCHEMAS_BYTES = 512 * 1024;

/** What was found of a version before it's put. */
export interface Judged {
  readonly refused: boolean;
  /** Why the type can't have it, whatever its schema. */
  readonly limit?: string;
  readonly breaks: readonly SchemaBreak[];
}

/**
 * Judges a version by how its type stands: what breaks with the version before it, and with what it was itself, since
 * receivers may have been written for either.
 */
export function judgeVersion(write: EventTypeWrite, standing: EventTypeStanding | undefined): Judged {
  const limit = limitOf(write, standing?.versions ?? []);
  if (limit !== undefined) return { refused: true, limit, breaks: [] };
  const compatibility = write.type?.compatibility ?? standing?.type.compatibility;
  if (!standing || compatibility === 'none') return { refused: false, breaks: [] };
  const breaks = formersOf(write, standing.versions).flatMap(({ version, schema }) =>
    breaksBetween(schema ?? true, write.schema ?? true).map((found) => ({ against: version, ...found })),
  );
  return { refused: compatibility === 'strict' && breaks.length > 0, breaks };
}

function formersOf({ version }: EventTypeWrite, versions: readonly EventTypeVersionRow[]): EventTypeVersionRow[] {
  const before = versions.findLast((each) => each.version < version);
  return [before, versions.find((each) => each.version === version)].filter((each) => each !== undefined);
}

function limitOf(write: EventTypeWrite, versions: readonly EventTypeVersionRow[]): string | undefined {
  const others = versions.filter(({ version }) => version !== write.version);
  if (others.length >= MAX_VERSIONS)
    return `${write.id} has ${MAX_VERSIONS} versions already, which is all it may have.`;
  const bytes = [write, ...others].reduce((sum, { schema }) => sum + Buffer.byteLength(JSON.stringify(schema)), 0);
  if (bytes <= MAX_SCHEMAS_BYTES) return undefined;
  return `The schemas of all versions of ${write.id} would have ${bytes} bytes; ${MAX_SCHEMAS_BYTES} are allowed.`;
}
