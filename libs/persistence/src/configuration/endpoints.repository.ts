import type { DisabledReason, EndpointStatus, Page } from '@postrider/schemas';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.js';
import { EndpointRow, EndpointSecretRow, SubscriptionRow, TenantRow } from '../entities/configuration.entity.js';
import type { Statements } from '../sql.js';
import { statementsOf } from '../statements-of.js';
import { lookAtEndpoints } from '../work/endpoint-flows.js';
import { createJob } from '../work/jobs.repository.js';
import { forgetFailures, leaveOutOfFailing } from './endpoint-failures.js';
import { tellOfEndpoints } from './operational-events.js';
import { announceOne, type AnnouncedChange } from './outbox.js';
import { pageById, type IdPage } from './page-by-id.js';

/** An endpoint with what belongs to it. */
export interface EndpointRows {
  readonly endpoint: EndpointRow;
  readonly subscriptions: readonly SubscriptionRow[];
}

/** An endpoint after a change, and the announcements to wait for. */
export interface EndpointChanged extends EndpointRows {
  readonly changes: readonly AnnouncedChange[];
}

/** What becomes of an endpoint's status when something is asked of it. */
export type StatusDecision =
  | {
      readonly kind: 'change';
      readonly status: EndpointStatus;
      readonly disabledReason: DisabledReason | null;
    }
  | { readonly kind: 'as_it_is' }
  | { readonly kind: 'refused'; readonly why: string };

/** What became of such a request. */
export type StatusChanged =
  | { readonly kind: 'done'; readonly endpoint: EndpointChanged }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly why: string };

/** A secret that still signs, newest first. */
export type SecretRow = Pick<EndpointSecretRow, 'sealed' | 'expiresAt'>;

/** Endpoints are found within their tenant alone: an id of another tenant's is as unknown as any. */
export class EndpointRepository {
  constructor(private readonly database: Database) {}

  find(tenant: string, id: string): Promise<EndpointRows | undefined> {
    return this.database.use(async (manager) => {
      const endpoint = await manager.findOneBy(EndpointRow, { tenant, id });
      return endpoint ? { endpoint, subscriptions: await subscriptionsOf(manager, [id]) } : undefined;
    });
  }

  /** Newest first; undefined when there is no such tenant. */
  list(tenant: string, page: IdPage): Promise<Page<EndpointRows> | undefined> {
    return this.database.use(async (manager) => {
      if (!(await manager.existsBy(TenantRow, { id: tenant }))) return undefined;
      const query = manager.createQueryBuilder(EndpointRow, 'row').where('row.tenant = :tenant', { tenant });
      const { data, nextCursor } = await pageById(query, page, 'DESC');
      const subscriptions = await subscriptionsOf(
        manager,
        data.map(({ id }) => id),
      );
      return {
        data: data.map((endpoint) => ({
          endpoint,
          subscriptions: subscriptions.filter(({ endpointId }) => endpointId === endpoint.id),
        })),
        nextCursor,
      };
    });
  }

  /** Keeps a new endpoint with its first secret; undefined when its tenant doesn't exist. */
  create(
    endpoint: EndpointRow,
    subscriptions: readonly SubscriptionRow[],
    sealedSecret: string,
  ): Promise<EndpointChanged | undefined> {
    return this.database.transaction(async (manager) => {
      const tenant = await manager.findOne(TenantRow, {
        where: { id: endpoint.tenant },
        lock: { mode: 'pessimistic_read' },
      });
      if (!tenant) return undefined;
      await manager.insert(EndpointRow, endpoint);
      if (subscriptions.length > 0) await manager.insert(SubscriptionRow, [...subscriptions]);
      await manager.insert(EndpointSecretRow, {
        endpointId: endpoint.id,
        sealed: sealedSecret,
        createdAt: endpoint.createdAt,
      });
      return { endpoint, subscriptions, changes: [await announceOne(manager, 'endpoint', endpoint.id)] };
    });
  }

  /** Changes what is given; `subscriptions` replaces them all. Undefined when there is no such endpoint. */
  update(
    tenant: string,
    id: string,
    change: Partial<Omit<EndpointRow, 'id' | 'tenant' | 'createdAt'>>,
    subscriptions: readonly SubscriptionRow[] | undefined,
  ): Promise<EndpointChanged | undefined> {
    return this.database.transaction(async (manager) => {
      const before = await lockEndpoint(manager, tenant, id);
      if (!before) return undefined;
      const endpoint = manager.merge(EndpointRow, before);
      Object.assign(endpoint, change);
      await manager.save(EndpointRow, endpoint);
      if (subscriptions) {
        await manager.delete(SubscriptionRow, { endpointId: id });
        if (subscriptions.length > 0) await manager.insert(SubscriptionRow, [...subscriptions]);
      }
      return {
        endpoint,
        subscriptions: subscriptions ?? (await subscriptionsOf(manager, [id])),
        changes: [await announceOne(manager, 'endpoint', id)],
      };
    });
  }

  /**
   * Changes the status as `decide` says of the one that is there, has a job turn the open deliveries to held, or the held
   * ones back, and tells of it. Who applies what comes in later looks at the status under a lock on the same row, so
   * nothing falls between.
   */
  setStatus(
    tenant: string,
    id: string,
    decide: (status: EndpointStatus) => StatusDecision,
    jobId: string,
    now: Date,
  ): Promise<StatusChanged> {
    return this.database.transaction(async (manager): Promise<StatusChanged> => {
      const endpoint = await lockEndpoint(manager, tenant, id);
      if (!endpoint) return { kind: 'unknown' };
      const decision = decide(endpoint.status);
      if (decision.kind === 'refused') return decision;
      const subscriptions = await subscriptionsOf(manager, [id]);
      if (decision.kind === 'as_it_is') return { kind: 'done', endpoint: { endpoint, subscriptions, changes: [] } };
      const { status, disabledReason } = decision;
      await followStatus(statementsOf(manager), endpoint, status, now);
      Object.assign(endpoint, { status, statusSince: now, disabledReason, updatedAt: now });
      await manager.save(EndpointRow, endpoint);
      const kind = status === 'enabled' ? 'release' : 'hold';
      await createJob(manager, { id: jobId, kind, tenant, endpointId: id, count: 0, now });
      const changes = [await announceOne(manager, 'endpoint', id)];
      return { kind: 'done', endpoint: { endpoint, subscriptions, changes } };
    });
  }

  /** Deletes an endpoint and has its open deliveries cancelled; undefined when there is none. */
  delete(tenant: string, id: string, jobId: string, now: Date): Promise<readonly AnnouncedChange[] | undefined> {
    return this.database.transaction(async (manager) => {
      const { affected } = await manager.delete(EndpointRow, { tenant, id });
      if (!affected) return undefined;
      await createJob(manager, { id: jobId, kind: 'cancel', tenant, endpointId: id, count: 0, now });
      // Which forgets what was known of it, once nothing of it waits.
      await lookAtEndpoints(statementsOf(manager), [id]);
      return [await announceOne(manager, 'endpoint', id)];
    });
  }

  /** The secrets that sign, newest first; undefined when there is no such endpoint. */
  secrets(tenant: string, id: string, now: Date): Promise<readonly SecretRow[] | undefined> {
    return this.database.use(async (manager) => {
      if (!(await manager.existsBy(EndpointRow, { tenant, id }))) return undefined;
      return liveSecrets(manager, id, now);
    });
  }

  /** Puts a new secret first; those before it sign until `oldExpireAt`. Undefined when there is no such endpoint. */
  rotateSecret(
    tenant: string,
    id: string,
    sealed: string,
    oldExpireAt: Date,
    now: Date,
  ): Promise<{ readonly secrets: readonly SecretRow[]; readonly changes: readonly AnnouncedChange[] } | undefined> {
    return this.database.transaction(async (manager) => {
      if (!(await lockEndpoint(manager, tenant, id))) return undefined;
      await manager
        .createQueryBuilder()
        .delete()
        .from(EndpointSecretRow)
        .where('endpoint_id = :id and expires_at <= :now', { id, now })
        .execute();
      // Never later than it would have gone: an old secret doesn't live on because a newer one is rotated too.
      await manager
        .createQueryBuilder()
        .update(EndpointSecretRow)
        .set({ expiresAt: oldExpireAt })
        .where('endpoint_id = :id and (expires_at is null or expires_at > :oldExpireAt)', { id, oldExpireAt })
        .execute();
      await manager.insert(EndpointSecretRow, { endpointId: id, sealed, createdAt: now });
      const data = { previousExpiresAt: oldExpireAt.toISOString() };
      const news = { type: 'postrider.secret.rotated', data } as const;
      await tellOfEndpoints(statementsOf(manager), [{ endpoint: id, news }], now.getTime());
      return { secrets: await liveSecrets(manager, id, now), changes: [await announceOne(manager, 'endpoint', id)] };
    });
  }
}

/** What a change of an endpoint's status means for its failing, and whom it's told. */
async function followStatus(
  statements: Statements,
  { id, status: before, statusSince }: EndpointRow,
  after: EndpointStatus,
  now: Date,
): Promise<void> {
  if (after === 'disabled') {
    await forgetFailures(statements, [id]);
    const news = { type: 'postrider.endpoint.disabled', data: { reason: 'requested' } } as const;
    await tellOfEndpoints(statements, [{ endpoint: id, news }], now.getTime());
  } else if (before === 'disabled') {
    const news = { type: 'postrider.endpoint.recovered', data: { reason: 'enabled' } } as const;
    await tellOfEndpoints(statements, [{ endpoint: id, news }], now.getTime());
  } else if (before === 'paused') await leaveOutOfFailing(statements, id, statusSince, now);
}

function lockEndpoint(manager: EntityManager, tenant: string, id: string): Promise<EndpointRow | null> {
  return manager.findOne(EndpointRow, { where: { tenant, id }, lock: { mode: 'pessimistic_write' } });
}

function subscriptionsOf(manager: EntityManager, endpointIds: readonly string[]): Promise<SubscriptionRow[]> {
  return manager
    .createQueryBuilder(SubscriptionRow, 'row')
    .where('row.endpointId = any(:endpointIds)', { endpointIds })
    .orderBy('row.position', 'ASC')
    .getMany();
}

function liveSecrets(manager: EntityManager, id: string, now: Date): Promise<EndpointSecretRow[]> {
  return manager
    .createQueryBuilder(EndpointSecretRow, 'row')
    .where('row.endpointId = :id and (row.expiresAt is null or row.expiresAt > :now)', { id, now })
    .orderBy('row.id', 'DESC')
    .getMany();
}
