import type { PortalEpochRepository } from '@postrider/persistence';
import { mintId, type PortalToken, type PortalTokenCreate } from '@postrider/schemas';
import { notFound, ProblemError, type Caller, type PortalTokens } from '@postrider/service';
import type { Clock } from '@postrider/time';
import { Announced } from '../announced.js';

/** The portal tokens of a tenant: made one by one, kept nowhere, ended together. */
export class TenantPortalTokens {
  constructor(
    private readonly epochs: PortalEpochRepository,
    private readonly tokens: PortalTokens,
    private readonly clock: Clock,
  ) {}

  /** A token does no more than the key that makes it, and no longer. */
  async create(caller: Caller, tenant: string, body: PortalTokenCreate): Promise<Announced<PortalToken>> {
    const beyond = body.scopes.filter((scope) => !caller.scopes.includes(scope));
    if (beyond.length > 0)
      throw new ProblemError('forbidden', `A key without the scope ${beyond.join(', ')} cannot give it to a token.`);
    const nowMs = this.clock.now();
    const id = mintId('ptk', nowMs);
    const expires = expirySeconds(nowMs, body.ttlSeconds, caller);
    const shown = {
      id,
      tenant,
      scopes: [...new Set(body.scopes)],
      ...(body.name !== undefined && { name: body.name }),
      expiresAt: new Date(expires * 1000).toISOString(),
    };
    const announced = await this.epochs.forToken(tenant, { kind: 'portal-token', id, tenant, after: shown });
    if (!announced) throw notFound('tenant');
    const { scopes, name } = shown;
    const token = this.tokens.mint({ id, tenant, scopes, expires, epoch: announced.epoch, name });
    return new Announced({ ...shown, token }, announced.changes);
  }

  async revoke(tenant: string): Promise<Announced<void>> {
    const changes = await this.epochs.begin(tenant);
    if (!changes) throw notFound('tenant');
    return new Announced(undefined, changes);
  }
}

function expirySeconds(nowMs: number, ttlSeconds: number, { limits }: Caller): number {
  const wanted = Math.floor(nowMs / 1000) + ttlSeconds;
  return limits?.expiresAt === undefined ? wanted : Math.min(wanted, Math.floor(Date.parse(limits.expiresAt) / 1000));
}
