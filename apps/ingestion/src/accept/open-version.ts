import type { EventTypeEntity } from '@postrider/schemas';
import type { Refusal } from './candidate.js';

/** A version of an event type that takes events. */
export type OpenVersion = EventTypeEntity['versions'][number];

/** The version that an event is taken in. */
export interface VersionToTake {
  readonly kind: 'version';
  readonly open: OpenVersion;
  /** What the event says of it: nothing where its type has one version alone and its publisher didn't ask for it. */
  readonly carried: number | undefined;
}

export type VersionRefused = Refusal & { readonly code: 'unknown_event_type' | 'unknown_version' | 'archived' };

/** The version that is named, or the latest that isn't archived; or why an event of the type can't be taken. */
export function openVersion(
  type: string,
  eventType: EventTypeEntity | undefined,
  named: number | undefined,
): VersionToTake | VersionRefused {
  if (!eventType)
    return refused('unknown_event_type', `There is no event type ${type}; PUT /v1/event-types/${type} first.`);
  const { versions, archived } = eventType;
  if (archived) return refused('archived', `${type} is archived; POST /v1/event-types/${type}/restore brings it back.`);
  const open = named === undefined ? latestOpen(versions) : versions.find(({ version }) => version === named);
  if (!open && named !== undefined)
    return refused('unknown_version', `${type} has no version ${named}; it has ${listed(versions)}.`);
  if (!open) return refused('archived', `Every version of ${type} is archived; bring one back, or put another.`);
  if (open.archived)
    return refused('archived', `Version ${open.version} of ${type} is archived; leave version out, or name another.`);
  return { kind: 'version', open, carried: named ?? (versions.length > 1 ? open.version : undefined) };
}

function latestOpen(versions: readonly OpenVersion[]): OpenVersion | undefined {
  const last = versions.at(-1);
  return last?.archived ? versions.findLast(({ archived }) => !archived) : last;
}

/** Newest first, and no more than can be read. */
const listed = (versions: readonly OpenVersion[]): string =>
  versions
    .slice(-10)
    .reverse()
    .map(({ version }) => version)
    .join(', ');

const refused = (code: VersionRefused['code'], detail: string): VersionRefused => ({ kind: 'refused', code, detail });
