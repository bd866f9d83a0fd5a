import type { FactoryProvider } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, Reflector } from '@nestjs/core';
import type { Log } from '@postrider/observability';
import {
  ApiKeyRepository,
  AuditLogRepository,
  IdempotencyRepository,
  noteKeyUses,
  PortalEpochRepository,
  Sql,
} from '@postrider/persistence';
import { Registry } from '@postrider/registry';
import { Access, AccessGuard, CONFIG, KeyUses, LOG, PortalTokens, portalTokensProvider } from '@postrider/service';
import { Clock } from '@postrider/time';
import { InForce } from '../relay/in-force.js';
import type { SubscriptionConfig } from '../subscription.config.js';
import { ApiKeys } from './api-keys/api-keys.js';
import { AuditLog } from './audit-log/audit-log.js';
import { ChangesInterceptor } from './changes/changes.interceptor.js';
import { EntityTagInterceptor } from './changes/entity-tag.interceptor.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { InForceInterceptor } from './in-force.interceptor.js';
import { TenantPortalTokens } from './portal-tokens/tenant-portal-tokens.js';

/** Who may ask, and what every request goes through: what it asks for is done once, on its conditions, and leaves its entry. */
export const accessProviders: FactoryProvider[] = [
  portalTokensProvider,
  {
    provide: KeyUses,
    inject: [Sql, Clock, LOG],
    useFactory: (sql: Sql, clock: Clock, log: Log) => new KeyUses((lastMs) => noteKeyUses(sql, lastMs), clock, log),
  },
  {
    provide: Access,
    inject: [CONFIG, Registry, KeyUses, PortalTokens, Clock],
    useFactory: (
      { POSTRIDER_ADMIN_KEY }: SubscriptionConfig,
      registry: Registry,
      uses: KeyUses,
      portal: PortalTokens,
      clock: Clock,
    ) => new Access(POSTRIDER_ADMIN_KEY, registry, uses, portal, clock),
  },
  {
    provide: APP_GUARD,
    inject: [Access, Reflector],
    useFactory: (access: Access, reflector: Reflector) => new AccessGuard(access, reflector),
  },
  // The first is the outermost: it waits for what the second has kept.
  { provide: APP_INTERCEPTOR, inject: [InForce], useFactory: (inForce: InForce) => new InForceInterceptor(inForce) },
  {
    provide: APP_INTERCEPTOR,
    inject: [AuditLogRepository],
    useFactory: (audit: AuditLogRepository) => new EntityTagInterceptor(audit),
  },
  {
    provide: APP_INTERCEPTOR,
    inject: [IdempotencyRepository, CONFIG, Clock],
    useFactory: (keys: IdempotencyRepository, { POSTRIDER_SECRET_KEY }: SubscriptionConfig, clock: Clock) =>
      new IdempotencyInterceptor(keys, POSTRIDER_SECRET_KEY, clock),
  },
  // The innermost: what it makes one transaction of, the one before keeps the answer in.
  {
    provide: APP_INTERCEPTOR,
    inject: [AuditLogRepository],
    useFactory: (audit: AuditLogRepository) => new ChangesInterceptor(audit),
  },
  {
    provide: AuditLog,
    inject: [AuditLogRepository],
    useFactory: (audit: AuditLogRepository) => new AuditLog(audit),
  },
  {
    provide: ApiKeys,
    inject: [ApiKeyRepository, Clock],
    useFactory: (keys: ApiKeyRepository, clock: Clock) => new ApiKeys(keys, clock),
  },
  {
    provide: TenantPortalTokens,
    inject: [PortalEpochRepository, PortalTokens, Clock],
    useFactory: (epochs: PortalEpochRepository, tokens: PortalTokens, clock: Clock) =>
      new TenantPortalTokens(epochs, tokens, clock),
  },
];
