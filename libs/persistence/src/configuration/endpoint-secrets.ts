import type { EntityManager } from 'typeorm';
import { EndpointSecretRow } from '../entities/configuration.entity.js';
import { statementsOf } from '../statements-of.js';
import { tellOfEndpoints } from './operational-events.js';

/** A secret that still signs. */
export type SecretRow = Pick<EndpointSecretRow, 'sealed' | 'expiresAt'>;

/** The public half of a key pair that still signs. */
export interface KeyRow {
  readonly endpointId: string;
  readonly publicKey: string;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
}

/** A secret, or the private key of a pair, that is to be kept. */
export interface NewSecret {
  readonly kind: EndpointSecretRow['kind'];
  readonly sealed: string;
  /** Of a private key alone. */
  readonly publicKey: string | null;
}

/** The secrets of one kind that sign, newest first. */
export function liveSecrets(
  manager: EntityManager,
  id: string,
  kind: EndpointSecretRow['kind'],
  now: Date,
): Promise<EndpointSecretRow[]> {
  return manager
    .createQueryBuilder(EndpointSecretRow, 'row')
    .where('row.endpointId = :id and row.kind = :kind and (row.expiresAt is null or row.expiresAt > :now)', {
      id,
      kind,
      now,
    })
    .orderBy('row.id', 'DESC')
    .getMany();
}

/** The public keys of endpoints that still sign, newest first. */
export async function publicKeysOf(manager: EntityManager, endpointIds: readonly string[]): Promise<KeyRow[]> {
  const rows = await manager
    .createQueryBuilder(EndpointSecretRow, 'row')
    .where('row.endpointId = any(:endpointIds) and row.publicKey is not null', { endpointIds })
    .andWhere('(row.expiresAt is null or row.expiresAt > now())')
    .orderBy('row.id', 'DESC')
    .getMany();
  return rows.map(({ endpointId, publicKey, expiresAt, createdAt }) => ({
    endpointId,
    publicKey: publicKey ?? '',
    expiresAt,
    createdAt,
  }));
}

/** Keeps a first key pair, unless the endpoint has one. */
export async function keepFirstKey(manager: EntityManager, endpointId: string, key: NewSecret, now: Date) {
  const [known] = await liveSecrets(manager, endpointId, 'private', now);
  if (!known) await manager.insert(EndpointSecretRow, { endpointId, ...key, createdAt: now });
}

/** Puts a new secret first, and has that told; those of its kind before it sign until `oldExpireAt`. The endpoint's row has to be locked. */
export async function putSecret(
  manager: EntityManager,
  endpointId: string,
  secret: NewSecret,
  oldExpireAt: Date,
  now: Date,
): Promise<void> {
  const where = { id: endpointId, kind: secret.kind };
  await manager
    .createQueryBuilder()
    .delete()
    .from(EndpointSecretRow)
    .where('endpoint_id = :id and kind = :kind and expires_at <= :now', { ...where, now })
    .execute();
  // Never later than it would have gone: an old secret doesn't live on because a newer one is rotated too.
  await manager
    .createQueryBuilder()
    .update(EndpointSecretRow)
    .set({ expiresAt: oldExpireAt })
    .where('endpoint_id = :id and kind = :kind and (expires_at is null or expires_at > :oldExpireAt)', {
      ...where,
      oldExpireAt,
    })
    .execute();
  await manager.insert(EndpointSecretRow, { endpointId, ...secret, createdAt: now });
  const kind = secret.kind === 'symmetric' ? 'secret' : 'key';
  const data = { kind, previousExpiresAt: oldExpireAt.toISOString() } as const;
  const news = { type: 'postrider.secret.rotated', data } as const;
  await tellOfEndpoints(statementsOf(manager), [{ endpoint: endpointId, news }], now.getTime());
}
