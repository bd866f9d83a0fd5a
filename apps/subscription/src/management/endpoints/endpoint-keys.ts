import type { EndpointRepository } from '@postrider/persistence';
import type { Registry } from '@postrider/registry';
import type { EndpointSigningKeys, Jwks, SecretRotate } from '@postrider/schemas';
import type { SecretBox } from '@postrider/secrets';
import { notFound, ProblemError } from '@postrider/service';
import { publicJwk } from '@postrider/signing';
import type { Clock } from '@postrider/time';
import { Announced } from '../announced.js';
import { newKey, shownKeys } from './endpoint-signing.js';

/** Keys that sign at the same time: each makes every delivery's header longer. */
const MAX_KEYS = 10;
const REGISTRY_PATIENCE_MS = 3000;

/** The key pairs of endpoints that sign with v1a. */
export class EndpointKeys {
  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly registry: Registry,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  async rotate(tenant: string, id: string, { graceSeconds }: SecretRotate): Promise<Announced<EndpointSigningKeys>> {
    const now = new Date(this.clock.now());
    const expireAt = new Date(now.getTime() + graceSeconds * 1000);
    const rotated = await this.endpoints.rotateKey(tenant, id, newKey(id, this.box), expireAt, now, (live) => {
      if (live === 0) throw new ProblemError('conflict', 'The endpoint has no key pair: add v1a to its signing first.');
      if (live >= MAX_KEYS && graceSeconds > 0)
        throw new ProblemError(
          'conflict',
          `${MAX_KEYS} keys sign already; rotate with graceSeconds 0, or wait until one expires.`,
        );
    });
    if (!rotated) throw notFound('endpoint');
    return new Announced({ keys: shownKeys(rotated.keys) }, rotated.changes);
  }

  /** From the copy of the registry: whoever asks has no key, and must be no load on the database. */
  async jwks(tenant: string, id: string): Promise<Jwks> {
    await this.registry.caughtUp(REGISTRY_PATIENCE_MS);
    const endpoint = this.registry.copy.endpoint(id);
    if (endpoint?.tenant !== tenant) throw notFound('endpoint');
    const nowMs = this.clock.now();
    const live = (endpoint.keys ?? []).filter(
      ({ expiresAt }) => expiresAt === undefined || Date.parse(expiresAt) > nowMs,
    );
    return { keys: live.map(({ publicKey }) => publicJwk(publicKey)) };
  }
}
