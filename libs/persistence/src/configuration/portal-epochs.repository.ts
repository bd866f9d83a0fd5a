import type { EntityManager } from 'typeorm';
import { record, type RecordedChange } from '../audit/record-changes.js';
import type { Database } from '../database.js';
import { TenantRow } from '../entities/configuration.entity.js';
import { statementsOf } from '../statements-of.js';
import { announceOne, type AnnouncedChange } from './outbox.js';

/** An epoch, and what to wait for before it's known everywhere. */
export interface EpochAnnounced {
  readonly epoch: string;
  readonly changes: readonly AnnouncedChange[];
}

/** The epochs that portal tokens are of: those of another epoch than their tenant's open nothing. */
export class PortalEpochRepository {
  constructor(private readonly database: Database) {}

  /** The epoch for a token that is made now, which leaves `entry` in the audit log; undefined when there is no such tenant. */
  forToken(tenant: string, entry: RecordedChange): Promise<EpochAnnounced | undefined> {
    return this.database.transaction(async (manager) => {
      if (!(await lockTenant(manager, tenant))) return undefined;
      const statements = statementsOf(manager);
      const made = await statements.query<{ epoch: string }>(
        `insert into portal_epochs (tenant, epoch) values ($1, gen_random_uuid()) on conflict do nothing returning epoch`,
        [tenant],
      );
      const changes = made.length > 0 ? [await announceOne(manager, 'tenant', tenant)] : [];
      await record(statements, [entry]);
      const [row] = await statements.query<{ epoch: string }>('select epoch from portal_epochs where tenant = $1', [
        tenant,
      ]);
      if (!row) throw new TypeError('a tenant with portal tokens has no epoch');
      return { epoch: row.epoch, changes };
    });
  }

  /** Begins another epoch, which ends every token there is; undefined when there is no such tenant. */
  begin(tenant: string): Promise<readonly AnnouncedChange[] | undefined> {
    return this.database.transaction(async (manager) => {
      if (!(await lockTenant(manager, tenant))) return undefined;
      await manager.query(
        `insert into portal_epochs (tenant, epoch) values ($1, gen_random_uuid())
         on conflict (tenant) do update set epoch = excluded.epoch`,
        [tenant],
      );
      return [await announceOne(manager, 'tenant', tenant)];
    });
  }
}

const lockTenant = (manager: EntityManager, id: string): Promise<TenantRow | null> =>
  manager.findOne(TenantRow, { where: { id }, lock: { mode: 'pessimistic_read' } });
