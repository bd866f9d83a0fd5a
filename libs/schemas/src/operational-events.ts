import type { DisabledReason } from './api/endpoints.js';

/** The platform's own tenant: what happens to endpoints is told there as events. Nobody else publishes to it or changes it. */
export const RESERVED_TENANT = 'postrider';

/** The type of the event that tests an endpoint without naming a type. */
export const TEST_EVENT_TYPE = `${RESERVED_TENANT}.endpoint.test`;

/** The type of the event that asks an endpoint to answer with `data.challenge`. */
export const VERIFICATION_EVENT_TYPE = `${RESERVED_TENANT}.endpoint.verification`;

/** Whether an event type is the platform's own: nobody else publishes events of it, in whatever tenant. */
export function isReservedEventType(type: string): boolean {
  return type === RESERVED_TENANT || type.startsWith(`${RESERVED_TENANT}.`);
}

/** Which endpoint an operational event is about. */
export interface AboutEndpoint {
  readonly tenant: string;
  readonly endpoint: string;
  /** Without credentials, query and fragment. */
  readonly url: string;
}

/** How much of the time has passed, after which an endpoint that only fails is disabled, when that is told. */
export type FailingPart = 0.5 | 0.7 | 0.9;

/** `data` of the event that warns: the endpoint has only failed for so long. */
export interface EndpointFailing {
  readonly failingSince: string;
  /** A failure at this time or later disables it, unless it succeeds before. */
  readonly disablesAt: string;
  readonly part: FailingPart;
}

/** `data` when nothing more is sent to it, until somebody enables it. */
export interface EndpointDisabled {
  readonly reason: DisabledReason;
}

/** `data` when what `failing` or `disabled` began is over: it succeeded, or somebody enabled it. */
export interface EndpointRecovered {
  readonly reason: 'succeeded' | 'enabled';
}

/** `data` when its signing secret, or its key pair, was replaced. */
export interface SecretRotated {
  readonly kind: 'secret' | 'key';
  /** Until then the old one signs beside the new one; in the past when it was to end at once. */
  readonly previousExpiresAt: string;
}

/** `data` when deliveries to it were given up on: of about a minute, however many there were. */
export interface DeliveriesDead {
  readonly count: number;
  /** When the first and the last of them was given up on. */
  readonly since: string;
  readonly until: string;
  /** The last of them. */
  readonly delivery: string;
}

/** `data` when the transformation of one of its subscriptions isn't run any more, until it's given anew. */
export interface SubscriptionSuspended {
  readonly subscription: string;
  /** How many of its runs had timed out, one after another. */
  readonly timeouts: number;
}

/** How much of a quota is used when that is told. */
export const QUOTA_PARTS = [0.8, 1] as const;

/** `data` when a tenant comes to a part of one of its quotas; `tenant` is in it. */
export interface QuotaNear {
  readonly tenant: string;
  /** As in the tenant's `quota`. */
  readonly quota: 'eventsPerDay' | 'endpoints';
  readonly part: (typeof QUOTA_PARTS)[number];
  readonly limit: number;
  /** How much was used when that was seen, some seconds after it came so far. */
  readonly used: number;
  /** The day, UTC, that the events are of: `2026-03-01`. Endpoints are of none. */
  readonly day?: string;
}

/** What there is to tell of an endpoint, by the type of the event that tells it; {@link AboutEndpoint} is in `data` too. */
export type OperationalNews =
  | { readonly type: 'postrider.endpoint.failing'; readonly data: EndpointFailing }
  | { readonly type: 'postrider.endpoint.disabled'; readonly data: EndpointDisabled }
  | { readonly type: 'postrider.endpoint.recovered'; readonly data: EndpointRecovered }
  | { readonly type: 'postrider.secret.rotated'; readonly data: SecretRotated }
  | { readonly type: 'postrider.subscription.suspended'; readonly data: SubscriptionSuspended }
  | { readonly type: 'postrider.delivery.dead'; readonly data: DeliveriesDead };

/** The type of the event that tells of a tenant's quota. */
export const QUOTA_NEAR_EVENT_TYPE = `${RESERVED_TENANT}.quota.near`;
