import { storable, type ExactJson } from '@postrider/filter';
import {
  EndpointRow,
  SubscriptionRow,
  type EndpointChanged,
  type EndpointRepository,
  type EndpointTerms,
} from '@postrider/persistence';
import {
  mintId,
  type Endpoint,
  type EndpointCreate,
  type EndpointCreated,
  type EndpointPatch,
  type EndpointSecrets,
  type ListQuery,
  type Page,
  type SecretRotate,
} from '@postrider/schemas';
import type { SecretBox } from '@postrider/secrets';
import { notFound, ProblemError, type DeliveryConfig } from '@postrider/service';
import { generateSecret } from '@postrider/signing';
import type { Clock } from '@postrider/time';
import { Announced } from '../announced.js';
import { idPageOf } from '../id-cursor.js';
import { endpointContext } from '../../sealing/contexts.js';
import { endpointOf, secretsOf } from './endpoint-answers.js';
import { checkFilters } from '../filters/check-filter.js';
import type { TransformTrials } from '../transforms/transform-trials.js';
import { authColumns } from './endpoint-auth.js';
import { endpointFaults } from './endpoint-faults.js';
import { newKey, signingColumns, signsByKey } from './endpoint-signing.js';
import { decideStatus, type StatusRequest } from './endpoint-status.js';
import type { EndpointUrls } from './endpoint-urls.js';

const DAY_SECONDS = 86_400;
/** Secrets that sign at the same time: each makes every delivery's header longer. */
const MAX_SECRETS = 10;

export class Endpoints {
  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly urls: EndpointUrls,
    private readonly trials: TransformTrials,
    private readonly box: SecretBox,
    private readonly clock: Clock,
    private readonly defaults: DeliveryConfig & { readonly EGRESS_HTTPS_ONLY: boolean },
  ) {}

  async list(tenant: string, query: ListQuery): Promise<Page<Endpoint>> {
    const page = await this.endpoints.list(tenant, idPageOf(query));
    if (!page) throw notFound('tenant');
    return { data: page.data.map((rows) => endpointOf(rows, this.defaults)), nextCursor: page.nextCursor };
  }

  async get(tenant: string, id: string): Promise<Endpoint> {
    const rows = await this.endpoints.find(tenant, id);
    if (!rows) throw notFound('endpoint');
    return endpointOf(rows, this.defaults);
  }

  async create(tenant: string, body: EndpointCreate): Promise<Announced<EndpointCreated>> {
    await this.#check(tenant, body);
    const now = new Date(this.clock.now());
    const id = mintId('ep', now.getTime());
    const secret = generateSecret();
    const row: EndpointRow = Object.assign(new EndpointRow(), {
      id,
      tenant,
      ...this.#columns(id, { ...CLEARED, ...body }),
      status: 'enabled',
      statusSince: now,
      verifiedAt: null,
      verificationEvent: null,
      disabledReason: null,
      createdAt: now,
      updatedAt: now,
    });
    const created = await this.endpoints.create(
      row,
      this.#subscriptionRows(id, body.subscriptions ?? []),
      this.box.seal(secret, endpointContext('secret', id)),
      this.#termsOf(id, body),
    );
    if (!created) throw notFound('tenant');
    if ('quota' in created) {
      throw new ProblemError(
        'endpoint_quota_exceeded',
        `The tenant ${tenant} may have ${created.quota} endpoints, and has them.`,
      );
    }
    return new Announced({ ...endpointOf(created, this.defaults), secret }, created.changes);
  }

  async update(tenant: string, id: string, body: EndpointPatch): Promise<Announced<Endpoint>> {
    await this.#check(tenant, body);
    const change = { ...this.#columns(id, body), updatedAt: new Date(this.clock.now()) };
    const subscriptions =
      body.subscriptions === undefined ? undefined : this.#subscriptionRows(id, body.subscriptions ?? []);
    return this.#announce(await this.endpoints.update(tenant, id, change, subscriptions, this.#termsOf(id, body)));
  }

  async delete(tenant: string, id: string): Promise<Announced<void>> {
    const nowMs = this.clock.now();
    const changes = await this.endpoints.delete(tenant, id, mintId('job', nowMs), new Date(nowMs));
    if (!changes) throw notFound('endpoint');
    return new Announced(undefined, changes);
  }

  /** Disables, enables, pauses or resumes; throws `conflict` where that makes no sense of how the endpoint stands. */
  async setStatus(tenant: string, id: string, request: StatusRequest): Promise<Announced<Endpoint>> {
    const nowMs = this.clock.now();
    const decide = (status: EndpointRow['status']) => decideStatus(request, status);
    const result = await this.endpoints.setStatus(tenant, id, decide, mintId('job', nowMs), new Date(nowMs));
    switch (result.kind) {
      case 'done':
        return this.#announce(result.endpoint);
      case 'unknown':
        throw notFound('endpoint');
      case 'refused':
        throw new ProblemError('conflict', result.why);
    }
  }

  async secrets(tenant: string, id: string): Promise<EndpointSecrets> {
    const rows = await this.endpoints.secrets(tenant, id, new Date(this.clock.now()));
    if (!rows) throw notFound('endpoint');
    return secretsOf(id, rows, this.box);
  }

  async rotateSecret(tenant: string, id: string, { graceSeconds }: SecretRotate): Promise<Announced<EndpointSecrets>> {
    const now = new Date(this.clock.now());
    const live = await this.endpoints.secrets(tenant, id, now);
    if (!live) throw notFound('endpoint');
    if (live.length >= MAX_SECRETS && graceSeconds > 0) {
      throw new ProblemError(
        'conflict',
        `${MAX_SECRETS} secrets sign already; rotate with graceSeconds 0, or wait until one expires.`,
      );
    }
    const expireAt = new Date(now.getTime() + graceSeconds * 1000);
    const rotated = await this.endpoints.rotateSecret(
      tenant,
      id,
      this.box.seal(generateSecret(), endpointContext('secret', id)),
      expireAt,
      now,
    );
    if (!rotated) throw notFound('endpoint');
    return new Announced(secretsOf(id, rotated.secrets, this.box), rotated.changes);
  }

  #announce(changed: EndpointChanged | undefined): Announced<Endpoint> {
    if (!changed) throw notFound('endpoint');
    return new Announced(endpointOf(changed, this.defaults), changed.changes);
  }

  async #check(tenant: string, { url, retry, auth, subscriptions }: EndpointPatch): Promise<void> {
    checkFilters(subscriptions ?? []);
    if (url !== undefined) await this.urls.check(url);
    if (auth?.type === 'oauth2') await this.urls.check(auth.tokenUrl, '/auth/tokenUrl');
    const seconds = retry?.scheduleSeconds.reduce((sum, wait) => sum + wait, 0) ?? 0;
    if (seconds > this.defaults.RETENTION_DAYS * DAY_SECONDS) {
      const message = `adds up to more than the ${this.defaults.RETENTION_DAYS} days that events are kept`;
      throw new ProblemError('invalid_request', undefined, [{ path: '/retry/scheduleSeconds', message }]);
    }
    const transforms = (subscriptions ?? []).map(({ transform }) => transform);
    await this.trials.check(tenant, transforms, (place) => `/subscriptions/${place}/transform/code`);
  }

  /** What counts for the endpoint as a whole; with a key pair for one that comes to sign with it. */
  #termsOf(id: string, { signing }: EndpointPatch): EndpointTerms {
    return {
      check: (endpoint, { httpsOnly }) => {
        const faults = endpointFaults(endpoint, httpsOnly || this.defaults.EGRESS_HTTPS_ONLY);
        if (faults.length > 0) throw new ProblemError('invalid_request', undefined, faults);
      },
      ...(signsByKey(signing) && { key: newKey(id, this.box) }),
    };
  }

  /** The columns of what a body gives; null clears one. */
  #columns(id: string, body: EndpointPatch): Partial<EndpointRow> {
    const { url, description, headers, rateLimit, maxInFlight, timeoutMs, retry, ordering } = body;
    const { payload, format, metadata, signing, auth } = body;
    return {
      ...(url !== undefined && { url: new URL(url).href }),
      ...(description !== undefined && { description }),
      ...(headers !== undefined && {
        headerNames: Object.keys(headers ?? {}),
        sealedHeaders: headers ? this.box.seal(JSON.stringify(headers), endpointContext('headers', id)) : null,
      }),
      ...(rateLimit !== undefined && {
        ratePerSecond: rateLimit?.perSecond ?? null,
        rateBurst: rateLimit?.burst ?? null,
      }),
      ...(maxInFlight !== undefined && { maxInFlight }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(retry !== undefined && { retrySchedule: retry?.scheduleSeconds ?? null }),
      ...(ordering !== undefined && { ordering: ordering ?? 'none' }),
      ...(payload !== undefined && { payload: payload ?? 'full' }),
      ...(format !== undefined && { format: format ?? 'standard' }),
      ...(metadata !== undefined && { metadata }),
      ...(signing !== undefined && signingColumns(id, signing, this.box)),
      ...(auth !== undefined && authColumns(id, auth, this.box, this.clock.now())),
    };
  }

  #subscriptionRows(endpointId: string, specs: NonNullable<EndpointCreate['subscriptions']>): SubscriptionRow[] {
    return specs.map(({ eventTypes, version, labels, filter, transform }, position) =>
      Object.assign(new SubscriptionRow(), {
        id: mintId('sub', this.clock.now()),
        endpointId,
        position,
        eventTypes: [...new Set(eventTypes)],
        version: version ?? null,
        labels: labels ? [...new Set(labels)] : null,
        filter: filter ? (storable(filter as ExactJson) as object) : null,
        transform: transform ?? null,
        transformTimeouts: 0,
        transformSuspendedAt: null,
      }),
    );
  }
}

/** Every column that may be left out, at its default. */
const CLEARED = {
  description: null,
  headers: null,
  rateLimit: null,
  maxInFlight: null,
  timeoutMs: null,
  retry: null,
  ordering: null,
  payload: null,
  format: null,
  metadata: null,
  signing: null,
  auth: null,
};
