import { registryKey, type RegistryKind } from '@postrider/schemas';
import type { EntityManager } from 'typeorm';
import { recordChanges } from '../audit/record-changes.js';
import { statementsOf } from '../statements-of.js';
import { notify } from '../notifications.js';
import type { Statements } from '../sql.js';

/** A change that the registry will carry: in force once the relay has sent this version, or a newer one. */
export interface AnnouncedChange {
  readonly key: string;
  readonly version: number;
}

/**
 * Announces that entities changed or went away, in the transaction that changed them. Versions come from a sequence,
 * drawn under the lock of the entity's row in the outbox, so a later change of an entity has a higher one. What changed
 * is written into the audit log here, and whoever asked for it on a condition learns here whether it holds.
 */
export async function announce(
  statements: Statements,
  kind: RegistryKind,
  ids: readonly string[],
): Promise<readonly AnnouncedChange[]> {
  if (ids.length === 0) return [];
  // In one order for everybody, so that two transactions over the same entities don't lock each other out.
  const keys = [...new Set(ids)].map((id) => registryKey(kind, id)).sort();
  const rows = await statements.query<{ key: string; version: string }>(
    `insert into registry_outbox as o (key, version, changed_at)
     select key, nextval('registry_version'), now() from unnest($1::text[]) as key
     on conflict (key) do update set version = nextval('registry_version'), changed_at = now()
     returning key, version`,
    [keys],
  );
  const changes = rows.map(({ key, version }) => ({ key, version: Number(version) }));
  await recordChanges(statements, kind, changes);
  await notify(statements, 'postrider_outbox');
  return changes;
}

/** {@link announce} of one entity, inside a TypeORM transaction. */
export async function announceOne(manager: EntityManager, kind: RegistryKind, id: string): Promise<AnnouncedChange> {
  const [change] = await announce(statementsOf(manager), kind, [id]);
  if (!change) throw new TypeError('an announced change has no row');
  return change;
}

/** The oldest changes that were not sent yet. */
export async function unsentChanges(statements: Statements, limit: number): Promise<readonly AnnouncedChange[]> {
  const rows = await statements.query<{ key: string; version: string }>(
    `select key, version from registry_outbox where sent_version is null or sent_version < version order by version limit $1`,
    [limit],
  );
  return rows.map(({ key, version }) => ({ key, version: Number(version) }));
}

/** How many changes wait to be sent, and for how long the oldest has, in seconds. */
export async function outboxBacklog(
  statements: Statements,
): Promise<{ readonly count: number; readonly oldestSeconds: number }> {
  const [row] = await statements.query<{ count: string; oldest: number | null }>(
    `select count(*) as count, extract(epoch from now() - min(changed_at))::float8 as oldest
     from registry_outbox where sent_version is null or sent_version < version`,
  );
  return { count: Number(row?.count ?? 0), oldestSeconds: row?.oldest ?? 0 };
}

/** Remembers that these versions are on Kafka, and tells whoever waits for them. */
export async function markSent(statements: Statements, sent: readonly AnnouncedChange[]): Promise<void> {
  await statements.query(
    // Locked in the order in which announce locks them, or each could have a row that the other waits for.
    `with sent as (
       select o.key, s.version from registry_outbox o join unnest($1::text[], $2::bigint[]) as s (key, version) on o.key = s.key
       where o.sent_version is null or o.sent_version < s.version order by o.key collate "C" for update of o
     )
     update registry_outbox o set sent_version = s.version from sent s where o.key = s.key`,
    [sent.map(({ key }) => key), sent.map(({ version }) => version)],
  );
  await notify(statements, 'postrider_relayed');
}

/** Of these changes, those that were sent, in this version or a newer one. */
export async function sentAmong(
  statements: Statements,
  changes: readonly AnnouncedChange[],
): Promise<readonly AnnouncedChange[]> {
  const rows = await statements.query<{ key: string; version: string }>(
    `select c.key, c.version from unnest($1::text[], $2::bigint[]) as c (key, version)
     left join registry_outbox o on o.key = c.key where o.key is null or o.sent_version >= c.version`,
    [changes.map(({ key }) => key), changes.map(({ version }) => version)],
  );
  return rows.map(({ key, version }) => ({ key, version: Number(version) }));
}

/**
 * Marks what changed of late as unsent: the relay before may have a request under way that lands late, and then an
 * older version would be the last that the topic has.
 */
export async function resendRecent(statements: Statements, minutes: number): Promise<number> {
  const rows = await statements.query(
    `with recent as (
       select key from registry_outbox where changed_at > now() - make_interval(mins => $1) and sent_version is not null
       order by key collate "C" for update
     )
     update registry_outbox o set sent_version = null from recent r where o.key = r.key returning o.key`,
    [minutes],
  );
  return rows.length;
}

/** Forgets what was sent and is older than any re-sending looks back. */
export async function forgetSent(statements: Statements, olderThanMinutes: number): Promise<number> {
  const rows = await statements.query(
    // What is locked is about to be announced again, and nothing to forget.
    `with old as (
       select key from registry_outbox where sent_version >= version and changed_at < now() - make_interval(mins => $1)
       for update skip locked
     )
     delete from registry_outbox o using old where o.key = old.key returning o.key`,
    [olderThanMinutes],
  );
  return rows.length;
}
