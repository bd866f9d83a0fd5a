import {
  encodeRegistryChange,
  topics,
  type RegistryEntity,
  type RegistryKind,
  type RecordToWrite,
} from '@postrider/schemas';
import type { Statements } from '../sql.js';
import { inParts } from './in-parts.js';
import { markSent, unsentChanges, type AnnouncedChange } from './outbox.js';
import { loadRegistryEntities } from './registry-source.js';

/** Changes that are loaded at a time: an entity may have a quarter of a megabyte. */
const BATCH = 100;
/** What is sent, and then marked as sent, at a time: far less than the producer takes before it refuses. */
const PART_BYTES = 4 * 1024 * 1024;

/** A record of postrider.registry, and where it goes. */
export type RegistryRecord = RecordToWrite & { readonly topic: string; readonly partition: number };

/** How far one call of {@link sendUnsent} came. */
export interface SentUnsent {
  readonly sent: number;
  /** Whether there may be more. */
  readonly more: boolean;
}

/**
 * Sends the oldest changes that the outbox has, as the entities are now, and marks them as sent. One process at a time
 * does; `send` resolves once all in-sync replicas have the record, and a rejection of it leaves the rest in the outbox.
 */
export async function sendUnsent(
  statements: Statements,
  send: (record: RegistryRecord) => Promise<unknown>,
): Promise<SentUnsent> {
  const changes = await unsentChanges(statements, BATCH);
  if (changes.length === 0) return { sent: 0, more: false };
  const entities = await loadRegistryEntities(
    statements,
    changes.map(({ key }) => key),
  );
  const records = changes.map((change) => ({ change, ...recordOf(change, entities.get(change.key)) }));
  for (const part of inParts(records, ({ value }) => value?.length ?? 0, PART_BYTES)) {
    await Promise.all(part.map(({ change: _change, ...record }) => send(record)));
    await markSent(
      statements,
      part.map(({ change }) => change),
    );
  }
  return { sent: changes.length, more: changes.length === BATCH };
}

function recordOf({ key, version }: AnnouncedChange, entity: RegistryEntity | undefined): RegistryRecord {
  const colon = key.indexOf(':');
  const kind = key.slice(0, colon) as RegistryKind;
  const record = encodeRegistryChange({ kind, id: key.slice(colon + 1), version, ...(entity && { entity }) });
  return { topic: topics.registry.name, partition: 0, ...record };
}
