import type { TenantRepository, TenantRow } from '@postrider/persistence';
import {
  mintId,
  RESERVED_TENANT,
  type ListQuery,
  type Page,
  type Quota,
  type Tenant,
  type TenantPut,
} from '@postrider/schemas';
import { notFound, ProblemError } from '@postrider/service';
import type { Clock } from '@postrider/time';
import { Announced } from '../announced.js';
import { idPageOf } from '../id-cursor.js';

export class Tenants {
  constructor(
    private readonly tenants: TenantRepository,
    private readonly clock: Clock,
    /** What the platform keeps: a tenant may keep less. */
    private readonly mostRetentionDays: number,
  ) {}

  async list(query: ListQuery): Promise<Page<Tenant>> {
    const { data, nextCursor } = await this.tenants.list(idPageOf(query));
    return { data: data.map(tenantOf), nextCursor };
  }

  async get(id: string): Promise<Tenant> {
    const row = await this.tenants.find(id);
    if (!row) throw notFound('tenant');
    return tenantOf(row);
  }

  async put(
    id: string,
    { name, publishLimit, quota, httpsOnly, verifiedOnly, retentionDays, redact }: TenantPut,
  ): Promise<{ readonly created: boolean; readonly announced: Announced<Tenant> }> {
    refuseReserved(id);
    if (retentionDays !== undefined && retentionDays > this.mostRetentionDays) {
      const message = `is more than the ${this.mostRetentionDays} days that the platform keeps anything`;
      throw new ProblemError('invalid_request', undefined, [{ path: '/retentionDays', message }]);
    }
    const fields = {
      id,
      name: name ?? null,
      publishPerSecond: publishLimit?.perSecond ?? null,
      publishBurst: publishLimit?.burst ?? null,
      quotaEventsPerDay: quota?.eventsPerDay ?? null,
      quotaEndpoints: quota?.endpoints ?? null,
      quotaMaxEventBytes: quota?.maxEventBytes ?? null,
      httpsOnly: httpsOnly ?? false,
      verifiedOnly: verifiedOnly ?? false,
      retentionDays: retentionDays ?? null,
      redact: redact ?? null,
    };
    const { row, created, changes } = await this.tenants.put(fields, new Date(this.clock.now()));
    return { created, announced: new Announced(tenantOf(row), changes) };
  }

  async delete(id: string): Promise<Announced<void>> {
    refuseReserved(id);
    const nowMs = this.clock.now();
    const changes = await this.tenants.delete(id, mintId('job', nowMs), new Date(nowMs));
    if (!changes) throw notFound('tenant');
    return new Announced(undefined, changes);
  }
}

function refuseReserved(id: string): void {
  if (id === RESERVED_TENANT) throw new ProblemError('reserved', `The tenant ${id} is the platform's own.`);
}

function tenantOf(row: TenantRow): Tenant {
  const { id, name, publishPerSecond, publishBurst, httpsOnly, verifiedOnly } = row;
  const { retentionDays, redact, createdAt, updatedAt } = row;
  const quota = quotaOf(row);
  return {
    id,
    ...(name !== null && { name }),
    ...(publishPerSecond !== null &&
      publishBurst !== null && { publishLimit: { perSecond: publishPerSecond, burst: publishBurst } }),
    ...(Object.keys(quota).length > 0 && { quota }),
    httpsOnly,
    verifiedOnly,
    ...(retentionDays !== null && { retentionDays }),
    ...(redact && { redact }),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

const quotaOf = ({ quotaEventsPerDay, quotaEndpoints, quotaMaxEventBytes }: TenantRow): Quota => ({
  ...(quotaEventsPerDay !== null && { eventsPerDay: quotaEventsPerDay }),
  ...(quotaEndpoints !== null && { endpoints: quotaEndpoints }),
  ...(quotaMaxEventBytes !== null && { maxEventBytes: quotaMaxEventBytes }),
});
