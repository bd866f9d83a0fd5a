import type { EntityManager } from 'typeorm';
import type { Page } from '@postrider/schemas';
import { ApiKeyRow, EndpointRow, TenantRow } from '../entities/configuration.entity.js';
import type { Database } from '../database.js';
import { statementsOf } from '../statements-of.js';
import { lookAtEndpoints } from '../work/endpoint-flows.js';
import { createJob } from '../work/jobs.repository.js';
import { announce, announceOne, type AnnouncedChange } from './outbox.js';
import { pageById, type IdPage } from './page-by-id.js';
import { putRow } from './put-row.js';

/** A change that was made, and the announcements to wait for before it's in force. */
export interface Changed<T> {
  readonly row: T;
  readonly created: boolean;
  readonly changes: readonly AnnouncedChange[];
}

export class TenantRepository {
  constructor(private readonly database: Database) {}

  find(id: string): Promise<TenantRow | null> {
    return this.database.use((manager) => manager.findOneBy(TenantRow, { id }));
  }

  list(page: IdPage): Promise<Page<TenantRow>> {
    return this.database.use((manager) => pageById(manager.createQueryBuilder(TenantRow, 'row'), page));
  }

  /** Makes the tenant or replaces all of it but its id and creation time. */
  put(tenant: Omit<TenantRow, 'createdAt' | 'updatedAt'>, now: Date): Promise<Changed<TenantRow>> {
    return this.database.transaction(async (manager) => {
      const put = await putRow(
        manager,
        TenantRow,
        manager.create(TenantRow, { ...tenant, createdAt: now, updatedAt: now }),
      );
      return { ...put, changes: [await announceOne(manager, 'tenant', tenant.id)] };
    });
  }

  /** Deletes the tenant with its keys and endpoints, and has its open deliveries cancelled; undefined when there is none. */
  delete(id: string, jobId: string, now: Date): Promise<readonly AnnouncedChange[] | undefined> {
    return this.database.transaction(async (manager) => {
      const tenant = await manager.findOne(TenantRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!tenant) return undefined;
      const endpoints = await idsOf(manager, EndpointRow, id);
      const keys = await idsOf(manager, ApiKeyRow, id);
      await manager.delete(TenantRow, { id });
      await createJob(manager, { id: jobId, kind: 'cancel', tenant: id, count: 0, now });
      const statements = statementsOf(manager);
      await lookAtEndpoints(statements, endpoints);
      return [
        ...(await announce(statements, 'api-key', keys)),
        ...(await announce(statements, 'endpoint', endpoints)),
        ...(await announce(statements, 'tenant', [id])),
      ];
    });
  }
}

async function idsOf(
  manager: EntityManager,
  entity: typeof EndpointRow | typeof ApiKeyRow,
  tenant: string,
): Promise<string[]> {
  const rows = await manager.find<EndpointRow | ApiKeyRow>(entity, { where: { tenant }, select: { id: true } });
  return rows.map(({ id }) => id);
}
