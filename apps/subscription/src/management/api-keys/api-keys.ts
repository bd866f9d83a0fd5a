import { ApiKeyRow, type ApiKeyRepository } from '@postrider/persistence';
import {
  mintId,
  type ApiKey,
  type ApiKeyCreate,
  type ApiKeyCreated,
  type ListQuery,
  type Page,
} from '@postrider/schemas';
import { mintApiKey } from '@postrider/secrets';
import { notFound, ProblemError, type Caller } from '@postrider/service';
import type { Clock } from '@postrider/time';
import { Announced } from '../announced.js';
import { idPageOf } from '../id-cursor.js';

export class ApiKeys {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly clock: Clock,
  ) {}

  async list(caller: Caller, query: ListQuery): Promise<Page<ApiKey>> {
    const { data, nextCursor } = await this.keys.list(idPageOf(query), caller.tenant);
    return { data: data.map(apiKeyOf), nextCursor };
  }

  /** A key never opens more than the one that made it. */
  async create(
    caller: Caller,
    { name, scopes, tenant = caller.tenant, expiresAt }: ApiKeyCreate,
  ): Promise<Announced<ApiKeyCreated>> {
    if (caller.tenant !== undefined && tenant !== caller.tenant) throw notFound('tenant');
    const beyond = scopes.filter((scope) => !caller.scopes.includes(scope));
    if (beyond.length > 0)
      throw new ProblemError('forbidden', `A key without the scope ${beyond.join(', ')} cannot give it to another.`);
    const { key, hash, hint } = mintApiKey();
    const now = new Date(this.clock.now());
    const row = Object.assign(new ApiKeyRow(), {
      id: mintId('key', now.getTime()),
      name,
      hint,
      hash,
      scopes: [...new Set(scopes)],
      tenant: tenant ?? null,
      expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
      createdAt: now,
    });
    const changes = await this.keys.create(row);
    if (!changes) throw notFound('tenant');
    return new Announced({ ...apiKeyOf(row), key }, changes);
  }

  async delete(caller: Caller, id: string): Promise<Announced<void>> {
    const changes = await this.keys.delete(id, caller.tenant);
    if (!changes) throw notFound('API key');
    return new Announced(undefined, changes);
  }
}

function apiKeyOf({ id, name, hint, scopes, tenant, expiresAt, createdAt }: ApiKeyRow): ApiKey {
  return {
    id,
    name,
    hint,
    scopes,
    ...(tenant !== null && { tenant }),
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    createdAt: createdAt.toISOString(),
  };
}
