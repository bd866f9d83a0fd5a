import { createHash, timingSafeEqual } from 'node:crypto';
import type { RegistryCopy } from '@postrider/registry';
import type { ApiKeyEntity, ApiKeyScope } from '@postrider/schemas';
import { hashApiKey, isApiKey } from '@postrider/secrets';
import type { Clock } from '@postrider/time';
import { notFound, ProblemError } from '../problem-error.js';
import { KeyLimits, type Incoming } from './key-limits.js';
import type { KeyUses } from './key-uses.js';
import type { PortalClaims, PortalTokens } from './portal-tokens.js';

/** Who asks. */
export interface Caller {
  readonly kind: 'root' | 'key' | 'portal';
  /** `root`, or the key's or token's id. */
  readonly id: string;
  /** Whom a portal token is for. */
  readonly name?: string | undefined;
  readonly scopes: readonly ApiKeyScope[];
  /** The one tenant it reaches; undefined: all. */
  readonly tenant: string | undefined;
  /** What its key is limited to: what it makes isn't limited less. */
  readonly limits?: Pick<ApiKeyEntity, 'expiresAt' | 'allowedCidrs' | 'rateLimit'> | undefined;
}

/** The configuration as this process knows it, and a way to be sure that it's not behind. */
export interface CurrentRegistry {
  readonly copy: RegistryCopy;
  caughtUp(patienceMs: number): Promise<number>;
}

/** What may be needed of the registry while a request waits. */
const REGISTRY_PATIENCE_MS = 3000;
const ALL_SCOPES: readonly ApiKeyScope[] = ['publish', 'manage', 'read'];

/** Tells who asks and what they may do, from the copy of the registry: no request asks the database. */
export class Access {
  readonly #rootDigest: Buffer;
  readonly #limits: KeyLimits;

  constructor(
    rootKey: string,
    private readonly registry: CurrentRegistry,
    private readonly uses: Pick<KeyUses, 'note'>,
    private readonly portal: PortalTokens,
    private readonly clock: Clock,
  ) {
    this.#rootDigest = digest(rootKey);
    this.#limits = new KeyLimits(clock);
  }

  /** Who a request is from; throws `unauthorized` for one that names nobody, and what a key's own limits say. */
  async authenticate(incoming: Incoming): Promise<Caller> {
    const [, key] = /^Bearer +([\x21-\x7e]{1,1024}) *$/i.exec(incoming.headers.authorization ?? '') ?? [];
    if (key === undefined) throw new ProblemError('unauthorized', undefined, undefined, CHALLENGE);
    if (isApiKey(key)) {
      const hash = hashApiKey(key);
      return this.#callerOf(await this.#find(hash), hash, incoming);
    }
    const claims = this.portal.read(key);
    if (claims) return this.#callerWith(claims);
    if (timingSafeEqual(digest(key), this.#rootDigest))
      return { kind: 'root', id: 'root', scopes: ALL_SCOPES, tenant: undefined };
    throw new ProblemError('unauthorized', undefined, undefined, CHALLENGE);
  }

  /** Throws `not_found` unless there is such a tenant; one whose creation was answered is known. */
  async requireTenant(id: string): Promise<void> {
    if (this.registry.copy.tenant(id)) return;
    await this.registry.caughtUp(REGISTRY_PATIENCE_MS);
    if (!this.registry.copy.tenant(id)) throw notFound('tenant');
  }

  async #find(hash: string): Promise<ApiKeyEntity | undefined> {
    const known = this.registry.copy.apiKey(hash);
    if (known) return known;
    // A key whose creation was answered is never refused, though its record may still be on the way to us.
    await this.registry.caughtUp(REGISTRY_PATIENCE_MS);
    return this.registry.copy.apiKey(hash);
  }

  #callerOf(key: ApiKeyEntity | undefined, hash: string, incoming: Incoming): Caller {
    if (!key) throw new ProblemError('unauthorized', undefined, undefined, CHALLENGE);
    const rotated = key.hash !== hash;
    if (this.#expired(key.expiresAt) || (rotated && this.#expired(expiryOfPrevious(key, hash))))
      throw new ProblemError('unauthorized', 'The API key has expired.', undefined, CHALLENGE);
    this.#limits.check(key, incoming);
    this.uses.note(key.id);
    return { kind: 'key', id: key.id, scopes: key.scopes, tenant: key.tenant, limits: key };
  }

  async #callerWith({ id, tenant, scopes, expires, epoch, name }: PortalClaims): Promise<Caller> {
    if (expires * 1000 <= this.clock.now())
      throw new ProblemError('unauthorized', 'The portal token has expired.', undefined, CHALLENGE);
    const current = (): boolean => this.registry.copy.tenant(tenant)?.portalEpoch === epoch;
    // A token that was answered is never refused, though the epoch that it's of may still be on the way to us.
    if (!current()) await this.registry.caughtUp(REGISTRY_PATIENCE_MS);
    if (!current()) throw new ProblemError('unauthorized', 'The portal token was revoked.', undefined, CHALLENGE);
    return { kind: 'portal', id, name, scopes, tenant };
  }

  #expired(at: string | undefined): boolean {
    return at !== undefined && Date.parse(at) <= this.clock.now();
  }
}

const CHALLENGE = { 'www-authenticate': 'Bearer' };

/** When a key that was rotated stops working. */
const expiryOfPrevious = ({ previous = [] }: ApiKeyEntity, hash: string): string | undefined =>
  previous.find((one) => one.hash === hash)?.expiresAt;

/** Of one length for any key, so that comparing tells nothing of it. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
