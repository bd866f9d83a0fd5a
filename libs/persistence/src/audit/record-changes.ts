import { mintId, type RegistryKind } from '@postrider/schemas';
import { ensureDays } from '../log/partitions.js';
import type { Statements } from '../sql.js';
import { changeAtHand, type ChangeAtHand } from './change-at-hand.js';
import { entityStates, keepStates, shownEntities } from './entity-versions.js';

/** What became of one thing: an entry in the audit log. */
export interface RecordedChange {
  readonly kind: string;
  readonly id?: string | undefined;
  readonly tenant?: string | null | undefined;
  /** Absent for what wasn't there before, isn't any more, or was no change of what is configured. */
  readonly before?: object | null | undefined;
  readonly after?: object | null | undefined;
}

/**
 * Writes what became of announced entities into the audit log, in their own transaction, and judges the precondition of
 * whoever asked. Called by `announce` alone: what changes an entity announces it, so nothing misses its entry.
 */
export async function recordChanges(
  statements: Statements,
  kind: RegistryKind,
  changes: readonly { readonly key: string; readonly version: number }[],
): Promise<void> {
  const keys = changes.map(({ key }) => key);
  // The rows of the outbox are locked: whoever else changes the same entities is before this, and committed, or waits.
  const before = await entityStates(statements, keys);
  for (const key of keys) changeAtHand().judge(key, before.get(key)?.version);
  const after = await shownEntities(
    statements,
    kind,
    keys.map((key) => idOf(kind, key)),
  );
  await keepStates(statements, changes, after);
  const entries = keys.map((key): RecordedChange => {
    const [was, is] = [before.get(key), after.get(key)];
    return { kind, id: idOf(kind, key), tenant: (is ?? was)?.tenant, before: was?.shown, after: is?.shown };
  });
  await record(statements, entries);
}

/** Writes entries on behalf of whoever the change at hand is for. */
export async function record(statements: Statements, entries: readonly RecordedChange[]): Promise<void> {
  const change = changeAtHand();
  change.recorded = true;
  const { actor, operation, address, requestId } = change.asked;
  const at = await momentWithPartition(statements);
  await statements.query(
    `insert into audit_log (id, at, operation, kind, entity_id, tenant, actor_kind, actor_id, actor_name, address, request_id, before, after)
     select e.id, $1::timestamptz, $2::text, e.kind, e.entity, e.tenant, $3::text, $4::text,
       coalesce($5::text, (select name from api_keys where id = $4::text)), $6::text, $7::text, e.before, e.after
     from unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::json[], $13::json[]) as e (id, kind, entity, tenant, before, after)`,
    [
      at,
      operation,
      actor.kind,
      actor.id,
      actor.name ?? null,
      address ?? null,
      requestId ?? null,
      entries.map(() => mintId('aud', at.getTime())),
      entries.map(({ kind }) => kind),
      entries.map(({ id }) => id ?? null),
      entries.map(({ tenant }) => tenant ?? null),
      entries.map(({ before }) => (before ? JSON.stringify(before) : null)),
      entries.map(({ after }) => (after ? JSON.stringify(after) : null)),
    ],
  );
}

/** Ends a change: its precondition is judged though nothing was announced, and it has an entry whatever it was. */
export async function conclude(statements: Statements, change: ChangeAtHand): Promise<void> {
  const key = change.unjudgedKey;
  if (key !== undefined) change.judge(key, (await entityStates(statements, [key])).get(key)?.version);
  if (!change.recorded) await record(statements, [change.asked.subject]);
}

/** The transaction's time. Partitions are made a week ahead: should nobody have for so long, no change fails for want of one. */
async function momentWithPartition(statements: Statements): Promise<Date> {
  const [moment] = await statements.query<{ at: Date; there: boolean }>(
    `select date_trunc('milliseconds', now()) as at,
       to_regclass('audit_log_' || to_char(now() at time zone 'utc', 'YYYYMMDD')) is not null as there`,
  );
  if (!moment) throw new TypeError('the database told no time');
  if (!moment.there) await ensureDays(statements, [moment.at.getTime()]);
  return moment.at;
}

const idOf = (kind: RegistryKind, key: string): string => key.slice(kind.length + 1);
