import { AddressRange } from '@postrider/egress';
import { ApiKeyRow, type ApiKeyRepository } from '@postrider/persistence';
import {
  mintId,
  type ApiKey,
  type ApiKeyCreate,
  type ApiKeyCreated,
  type ApiKeyPatch,
  type ApiKeyRotate,
  type ListQuery,
  type Page,
} from '@postrider/schemas';
import { mintApiKey } from '@postrider/secrets';
import { notFound, ProblemError, type Caller } from '@postrider/service';
import type { Clock } from '@postrider/time';
import { Announced } from '../announced.js';
import { idPageOf } from '../id-cursor.js';
import { beyondMaker } from './beyond-maker.js';
import { livePrevious, MAX_PREVIOUS, rotated } from './rotated.js';

/** No caller makes, changes or renews a key that could do more than its own. */
export class ApiKeys {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly clock: Clock,
  ) {}

  async list(caller: Caller, query: ListQuery): Promise<Page<ApiKey>> {
    const { data, nextCursor } = await this.keys.list(idPageOf(query), caller.tenant);
    return { data: data.map((row) => this.#answer(row)), nextCursor };
  }

  async get(caller: Caller, id: string): Promise<ApiKey> {
    const row = await this.keys.find(id, caller.tenant);
    if (!row) throw notFound('API key');
    return this.#answer(row);
  }

  /** What a body doesn't say, the new key has of the one that makes it. */
  async create(caller: Caller, body: ApiKeyCreate): Promise<Announced<ApiKeyCreated>> {
    const { name, scopes, tenant = caller.tenant } = body;
    if (caller.tenant !== undefined && tenant !== caller.tenant) throw notFound('tenant');
    checkCidrs(body.allowedCidrs);
    const { key, hash, hint } = mintApiKey();
    const now = new Date(this.clock.now());
    const row = Object.assign(new ApiKeyRow(), {
      id: mintId('key', now.getTime()),
      name,
      hint,
      hash,
      scopes: [...new Set(scopes)],
      tenant: tenant ?? null,
      expiresAt: null,
      allowedCidrs: null,
      ratePerSecond: null,
      rateBurst: null,
      previousHashes: null,
      lastUsedAt: null,
      createdAt: now,
      ...limitColumns({
        expiresAt: body.expiresAt ?? caller.limits?.expiresAt,
        allowedCidrs: body.allowedCidrs ?? caller.limits?.allowedCidrs,
        rateLimit: body.rateLimit ?? caller.limits?.rateLimit,
      }),
    });
    refuseBeyond(caller, row);
    const changes = await this.keys.create(row);
    if (!changes) throw notFound('tenant');
    return new Announced({ ...this.#answer(row), key }, changes);
  }

  async update(caller: Caller, id: string, body: ApiKeyPatch): Promise<Announced<ApiKey>> {
    checkCidrs(body.allowedCidrs ?? undefined);
    const changed = await this.keys.change(id, caller.tenant, (row) => {
      const alteration = { ...(body.name !== undefined && { name: body.name }), ...limitColumns(body) };
      // Its scopes stay as they are, and nobody sees the key.
      refuseBeyond(caller, Object.assign(new ApiKeyRow(), row, alteration, { scopes: [] }));
      return alteration;
    });
    if (!changed) throw notFound('API key');
    return new Announced(this.#answer(changed.key), changed.changes);
  }

  async rotate(caller: Caller, id: string, { graceSeconds }: ApiKeyRotate): Promise<Announced<ApiKeyCreated>> {
    const { key, hash, hint } = mintApiKey();
    const nowMs = this.clock.now();
    const changed = await this.keys.change(id, caller.tenant, (row) => {
      refuseBeyond(caller, row);
      const hashes = rotated(row, hash, nowMs, nowMs + graceSeconds * 1000);
      if (hashes !== 'too_many') return { hint, ...hashes };
      throw new ProblemError(
        'conflict',
        `${MAX_PREVIOUS} older keys work already; rotate with graceSeconds 0, or wait until one expires.`,
      );
    });
    if (!changed) throw notFound('API key');
    return new Announced({ ...this.#answer(changed.key), key }, changed.changes);
  }

  async delete(caller: Caller, id: string): Promise<Announced<void>> {
    const changes = await this.keys.delete(id, caller.tenant);
    if (!changes) throw notFound('API key');
    return new Announced(undefined, changes);
  }

  #answer(row: ApiKeyRow): ApiKey {
    const { id, name, hint, scopes, tenant, lastUsedAt, createdAt } = row;
    const previous = livePrevious(row, this.clock.now()).map(({ expiresAt }) => ({ expiresAt }));
    return {
      id,
      name,
      hint,
      scopes,
      ...(tenant !== null && { tenant }),
      ...limitsOf(row),
      ...(previous.length > 0 && { previous }),
      ...(lastUsedAt && { lastUsedAt: lastUsedAt.toISOString() }),
      createdAt: createdAt.toISOString(),
    };
  }
}

type Limits = Pick<ApiKey, 'expiresAt' | 'allowedCidrs' | 'rateLimit'>;
type LimitColumns = Pick<ApiKeyRow, 'expiresAt' | 'allowedCidrs' | 'ratePerSecond' | 'rateBurst'>;

const limitsOf = ({ expiresAt, allowedCidrs, ratePerSecond: perSecond, rateBurst: burst }: LimitColumns): Limits => ({
  ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
  ...(allowedCidrs && { allowedCidrs }),
  ...(perSecond !== null && burst !== null && { rateLimit: { perSecond, burst } }),
});

/** The columns of what is given; null clears one. */
const limitColumns = ({ expiresAt, allowedCidrs, rateLimit }: ApiKeyPatch): Partial<LimitColumns> => ({
  ...(expiresAt !== undefined && { expiresAt: expiresAt === null ? null : new Date(expiresAt) }),
  ...(allowedCidrs !== undefined && { allowedCidrs }),
  ...(rateLimit !== undefined && {
    ratePerSecond: rateLimit?.perSecond ?? null,
    rateBurst: rateLimit?.burst ?? null,
  }),
});

function checkCidrs(cidrs: readonly string[] = []): void {
  const faults = cidrs.flatMap((cidr, index) => {
    const range = AddressRange.parse(cidr);
    return range instanceof AddressRange ? [] : [{ path: `/allowedCidrs/${index}`, message: range.fault }];
  });
  if (faults.length > 0) throw new ProblemError('invalid_request', undefined, faults);
}

function refuseBeyond(caller: Caller, row: Pick<ApiKeyRow, 'scopes'> & LimitColumns): void {
  const why = beyondMaker(caller, { scopes: row.scopes, ...limitsOf(row) });
  if (why !== undefined) throw new ProblemError('forbidden', why);
}
