import type { DisabledReason, EndpointStatus, Page } from '@postrider/schemas';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.js';
import { EndpointRow, EndpointSecretRow, SubscriptionRow, TenantRow } from '../entities/configuration.entity.js';
import type { Statements } from '../sql.js';
import { statementsOf } from '../statements-of.js';
import { lookAtEndpoints } from '../work/endpoint-flows.js';
import { createJob } from '../work/jobs.repository.js';
import { forgetFailures, leaveOutOfFailing } from './endpoint-failures.js';
import {
  keepFirstKey,
  liveSecrets,
  publicKeysOf,
  putSecret,
  type KeyRow,
  type NewSecret,
  type SecretRow,
} from './endpoint-secrets.js';
import { tellOfEndpoints } from './operational-events.js';
import { announceOne, type AnnouncedChange } from './outbox.js';
import { pageById, type IdPage } from './page-by-id.js';

/** An endpoint with what belongs to it. */
export interface EndpointRows {
  readonly endpoint: EndpointRow;
  readonly subscriptions: readonly SubscriptionRow[];
  /** Of its key pairs, newest first. */
  readonly keys: readonly KeyRow[];
}

/** What else there is to keeping an endpoint. */
export interface EndpointTerms {
  /** Looks at an endpoint as it's about to be kept, and at its tenant; throws what its caller is to hear against it. */
  readonly check?: (endpoint: EndpointRow, tenant: TenantRow) => void;
  /** A key pair, kept where it has none. */
  readonly key?: NewSecret | undefined;
}

/** An endpoint after a change, and the announcements to wait for. */
export interface EndpointChanged extends EndpointRows {
  readonly changes: readonly AnnouncedChange[];
}

/** The tenant has as many endpoints as it may. */
export interface OverQuota {
  readonly quota: number;
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

/** Endpoints are found within their tenant alone: an id of another tenant's is as unknown as any. */
export class EndpointRepository {
  constructor(private readonly database: Database) {}

  find(tenant: string, id: string): Promise<EndpointRows | undefined> {
    return this.database.use(async (manager) => {
      const endpoint = await manager.findOneBy(EndpointRow, { tenant, id });
      return endpoint ? { endpoint, ...(await belongingsOf(manager, id)) } : undefined;
    });
  }

  /** Newest first; undefined when there is no such tenant. */
  list(tenant: string, page: IdPage): Promise<Page<EndpointRows> | undefined> {
    return this.database.use(async (manager) => {
      if (!(await manager.existsBy(TenantRow, { id: tenant }))) return undefined;
      const query = manager.createQueryBuilder(EndpointRow, 'row').where('row.tenant = :tenant', { tenant });
      const { data, nextCursor } = await pageById(query, page, 'DESC');
      const ids = data.map(({ id }) => id);
      const [subscriptions, keys] = [await subscriptionsOf(manager, ids), await publicKeysOf(manager, ids)];
      return {
        data: data.map((endpoint) => ({
          endpoint,
          subscriptions: subscriptions.filter(({ endpointId }) => endpointId === endpoint.id),
          keys: keys.filter(({ endpointId }) => endpointId === endpoint.id),
        })),
        nextCursor,
      };
    });
  }

  /** Keeps a new endpoint with its first secret, and its first key pair where it signs with one, where the tenant's quota has room for it; undefined when its tenant doesn't exist. */
  create(
    endpoint: EndpointRow,
    subscriptions: readonly SubscriptionRow[],
    sealedSecret: string,
    { check, key }: EndpointTerms = {},
  ): Promise<EndpointChanged | OverQuota | undefined> {
    return this.database.transaction(async (manager) => {
      const tenant = await manager.findOne(TenantRow, {
        where: { id: endpoint.tenant },
        lock: { mode: 'pessimistic_read' },
      });
      if (!tenant) return undefined;
      const { quotaEndpoints: quota } = tenant;
      if (quota !== null && (await countEndpointsInTurn(manager, tenant.id)) >= quota) return { quota };
      check?.(endpoint, tenant);
      await manager.insert(EndpointRow, endpoint);
      if (subscriptions.length > 0) await manager.insert(SubscriptionRow, [...subscriptions]);
      await manager.insert(EndpointSecretRow, {
        endpointId: endpoint.id,
        sealed: sealedSecret,
        createdAt: endpoint.createdAt,
      });
      if (key) await keepFirstKey(manager, endpoint.id, key, endpoint.createdAt);
      const keys = await publicKeysOf(manager, [endpoint.id]);
      return { endpoint, subscriptions, keys, changes: [await announceOne(manager, 'endpoint', endpoint.id)] };
    });
  }

  /**
   * Changes what is given; `subscriptions` replaces them all. Undefined when there is no such endpoint.
   */
  update(
    tenant: string,
    id: string,
    change: Partial<Omit<EndpointRow, 'id' | 'tenant' | 'createdAt'>>,
    subscriptions: readonly SubscriptionRow[] | undefined,
    { check, key }: EndpointTerms = {},
  ): Promise<EndpointChanged | undefined> {
    return this.database.transaction(async (manager) => {
      const before = await lockEndpoint(manager, tenant, id);
      if (!before) return undefined;
      const urlBefore = before.url;
      const endpoint = manager.merge(EndpointRow, before);
      Object.assign(endpoint, change);
      // What was shown of one URL says nothing of another.
      if (endpoint.url !== urlBefore) Object.assign(endpoint, { verifiedAt: null, verificationEvent: null });
      check?.(endpoint, await manager.findOneByOrFail(TenantRow, { id: tenant }));
      await manager.save(EndpointRow, endpoint);
      if (key) await keepFirstKey(manager, id, key, endpoint.updatedAt);
      if (subscriptions) {
        await manager.delete(SubscriptionRow, { endpointId: id });
        if (subscriptions.length > 0) await manager.insert(SubscriptionRow, [...subscriptions]);
      }
      return {
        endpoint,
        ...(await belongingsOf(manager, id)),
        ...(subscriptions && { subscriptions }),
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
      const belongings = await belongingsOf(manager, id);
      if (decision.kind === 'as_it_is') return { kind: 'done', endpoint: { endpoint, ...belongings, changes: [] } };
      const { status, disabledReason } = decision;
      await followStatus(statementsOf(manager), endpoint, status, now);
      Object.assign(endpoint, { status, statusSince: now, disabledReason, updatedAt: now });
      await manager.save(EndpointRow, endpoint);
      const kind = status === 'enabled' ? 'release' : 'hold';
      await createJob(manager, { id: jobId, kind, tenant, endpointId: id, count: 0, now });
      const changes = [await announceOne(manager, 'endpoint', id)];
      return { kind: 'done', endpoint: { endpoint, ...belongings, changes } };
    });
  }

  /** Remembers the event that challenges the endpoint from now on; false when there is no such endpoint. */
  async challenge(tenant: string, id: string, event: string): Promise<boolean> {
    const { affected } = await this.database.transaction((manager) =>
      manager.update(EndpointRow, { tenant, id }, { verificationEvent: event }),
    );
    return affected === 1;
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
      return liveSecrets(manager, id, 'symmetric', now);
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
      await putSecret(manager, id, { kind: 'symmetric', sealed, publicKey: null }, oldExpireAt, now);
      const secrets = await liveSecrets(manager, id, 'symmetric', now);
      return { secrets, changes: [await announceOne(manager, 'endpoint', id)] };
    });
  }

  /**
   * Puts a new key pair first; those before it sign until `oldExpireAt`. `check` hears how many live ones
   * there are, and may throw. Undefined when there is no such endpoint.
   */
  rotateKey(
    tenant: string,
    id: string,
    key: NewSecret,
    oldExpireAt: Date,
    now: Date,
    check: (live: number) => void,
  ): Promise<{ readonly keys: readonly KeyRow[]; readonly changes: readonly AnnouncedChange[] } | undefined> {
    return this.database.transaction(async (manager) => {
      if (!(await lockEndpoint(manager, tenant, id))) return undefined;
      check((await liveSecrets(manager, id, 'private', now)).length);
      await putSecret(manager, id, key, oldExpireAt, now);
      return { keys: await publicKeysOf(manager, [id]), changes: [await announceOne(manager, 'endpoint', id)] };
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

/** How many endpoints a tenant has; whoever else makes one waits until this transaction has ended, and counts it too. */
async function countEndpointsInTurn(manager: EntityManager, tenant: string): Promise<number> {
  await manager.query(`select pg_advisory_xact_lock(hashtextextended('endpoints of ' || $1, 0))`, [tenant]);
  return manager.countBy(EndpointRow, { tenant });
}

function lockEndpoint(manager: EntityManager, tenant: string, id: string): Promise<EndpointRow | null> {
  return manager.findOne(EndpointRow, { where: { tenant, id }, lock: { mode: 'pessimistic_write' } });
}

async function belongingsOf(manager: EntityManager, id: string): Promise<Omit<EndpointRows, 'endpoint'>> {
  return { subscriptions: await subscriptionsOf(manager, [id]), keys: await publicKeysOf(manager, [id]) };
}

function subscriptionsOf(manager: EntityManager, endpointIds: readonly string[]): Promise<SubscriptionRow[]> {
  return manager
    .createQueryBuilder(SubscriptionRow, 'row')
    .where('row.endpointId = any(:endpointIds)', { endpointIds })
    .orderBy('row.position', 'ASC')
    .getMany();
}
