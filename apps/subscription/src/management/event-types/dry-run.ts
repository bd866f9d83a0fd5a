import {
  EventTypeVersionRow,
  type EventTypeRows,
  type EventTypeStanding,
  type EventTypeWrite,
} from '@postrider/persistence';
import { FIRST_VERSION } from '@postrider/schemas';

/** How a put would leave things: the type's rows, and that of the version. */
export interface DryRun {
  readonly rows: EventTypeRows;
  readonly version: EventTypeVersionRow;
}

/** What a put of `write` would answer of a type that stands like this; `type` has to be given for one that isn't there. */
export function dryRunOf(write: EventTypeWrite, standing: EventTypeStanding | undefined, now: Date): DryRun {
  const former = standing?.versions.find((each) => each.version === write.version);
  const said = { archived: false, description: null, deprecated: false, createdAt: now, updatedAt: now };
  const version = Object.assign(new EventTypeVersionRow(), said, former, {
    type: write.id,
    version: write.version,
    schema: write.schema,
    example: write.example,
    ...write.about,
    updatedAt: now,
  });
  const type = Object.assign(
    { id: write.id, compatibility: 'warn' as const, redact: null, ...said },
    standing?.type,
    write.type,
  );
  if (write.type) type.updatedAt = now;
  const others = (standing?.versions ?? []).filter((each) => each.version !== write.version);
  const all = [...others, version].sort((a, b) => a.version - b.version);
  const first = all.find((each) => each.version === FIRST_VERSION) ?? version;
  return { rows: { type, first, versions: all.map((each) => each.version) }, version };
}
