import { registryKey, type RegistryKind } from '@postrider/schemas';
import type { Row, Statements } from '../sql.js';
import { shownOf } from './shown.js';

/** What an entity was when it was announced last. */
export interface EntityState {
  readonly version: number;
  readonly tenant: string | null;
  /** As the audit log shows it; null for what came with the schema. */
  readonly shown: object | null;
}

/** What an entity is now. */
export type ShownEntity = Omit<EntityState, 'version'>;

/** What these entities were when they were announced last; those that aren't there have none. */
export async function entityStates(
  statements: Statements,
  keys: readonly string[],
): Promise<ReadonlyMap<string, EntityState>> {
  const rows = await statements.query<{ key: string; version: string; tenant: string | null; shown: object | null }>(
    'select key, version, tenant, shown from entity_versions where key = any($1)',
    [keys],
  );
  return new Map(rows.map(({ key, version, tenant, shown }) => [key, { version: Number(version), tenant, shown }]));
}

/** Remembers what was announced, in the versions that it was announced in; what is gone is forgotten. */
export async function keepStates(
  statements: Statements,
  changes: readonly { readonly key: string; readonly version: number }[],
  entities: ReadonlyMap<string, ShownEntity>,
): Promise<void> {
  const there = changes.flatMap(({ key, version }) => {
    const entity = entities.get(key);
    return entity ? [{ key, version, ...entity }] : [];
  });
  await statements.query(
    `with gone as (delete from entity_versions where key = any($1))
     insert into entity_versions (key, version, tenant, shown)
     select * from unnest($2::text[], $3::bigint[], $4::text[], $5::json[])
     on conflict (key) do update set version = excluded.version, tenant = excluded.tenant, shown = excluded.shown`,
    [
      changes.filter(({ key }) => !entities.has(key)).map(({ key }) => key),
      there.map(({ key }) => key),
      there.map(({ version }) => version),
      there.map(({ tenant }) => tenant),
      there.map(({ shown }) => JSON.stringify(shown)),
    ],
  );
}

/** Whole rows, so that a column that is added is audited: what is secret is hidden by its name and its form. */
const SHOWN: Readonly<Record<RegistryKind, string>> = {
  tenant: `select id, id as tenant, to_jsonb(t) || jsonb_build_object(
      'portal_epoch', (select epoch from portal_epochs p where p.tenant = t.id)) as row
    from tenants t where id = any($1)`,
  'api-key': `select id, tenant, to_jsonb(k) - 'last_used_at' as row from api_keys k where id = any($1)`,
  'event-type': 'select id, null as tenant, to_jsonb(t) as row from event_types t where id = any($1)',
  endpoint: `select id, tenant, to_jsonb(e) || jsonb_build_object(
      'subscriptions', (select jsonb_agg(to_jsonb(s) - 'endpoint_id' - 'transform_timeouts' order by s.position) from subscriptions s where s.endpoint_id = e.id),
      'secrets', (select jsonb_agg(jsonb_build_object('id', x.id, 'created_at', x.created_at, 'expires_at', x.expires_at) order by x.id desc)
        from endpoint_secrets x where x.endpoint_id = e.id)) as row
    from endpoints e where id = any($1)`,
};

interface ShownFields extends Row {
  readonly id: string;
  readonly tenant: string | null;
  readonly row: Readonly<Record<string, unknown>>;
}

/** What entities are in this transaction, by their keys; those that are gone have none. */
export async function shownEntities(
  statements: Statements,
  kind: RegistryKind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ShownEntity>> {
  const rows = await statements.query<ShownFields>(SHOWN[kind], [ids]);
  return new Map(rows.map(({ id, tenant, row }) => [registryKey(kind, id), { tenant, shown: shownOf(row) }]));
}
