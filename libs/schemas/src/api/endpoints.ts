import { z } from 'zod';
import { EventTypePattern } from '../event-type-pattern.js';
import { EndpointId, SubscriptionId } from '../ids.js';
import { EndpointStatus } from '../records/registry-change.js';
import { Label, Labels, TenantId, text, Timestamp } from '../text.js';
import { EndpointAuth, ShownAuth } from './endpoint-auth.js';
import { ShownSigning, Signing, SigningKeys } from './endpoint-signing.js';
import { Filter } from './filters.js';
import { VersionNumber } from '../version-number.js';
import { graceSeconds } from './grace.js';
import { pageOf } from './lists.js';
import { HeaderName, HeaderValue, HIDDEN_VALUE } from './sent-headers.js';
import { Transform } from './transforms.js';
import { exampleOf, story, withExample } from '../example.js';

/** Headers that are sent beside those that Postrider and HTTP set. */
export const CustomHeaders = z
  .record(HeaderName, HeaderValue)
  .refine((headers) => Object.keys(headers).length <= 32, 'may have at most 32 headers')
  .refine(
    (headers) => new Set(Object.keys(headers).map((name) => name.toLowerCase())).size === Object.keys(headers).length,
    'names a header twice',
  );

const SubscriptionSpec = z.strictObject({
  eventTypes: z
    .array(EventTypePattern)
    .min(1)
    .max(100)
    .describe('Names such as order.created, prefixes such as order.*, or *.'),
  version: VersionNumber.optional().describe(
    'Events that were published in this version of their type, and no others; without it, in whichever version they are.',
  ),
  labels: Labels.min(1).optional().describe('Only events that have one of these labels.'),
  filter: Filter.optional(),
  transform: Transform.optional(),
});

const Rate = z.strictObject({
  perSecond: z.number().min(0.1).max(10_000),
  burst: z.int().min(1).max(100_000).optional().describe('How many at once; one second’s worth when left out.'),
});

const Metadata = z
  .record(text(64, 1), text(1024))
  .refine((metadata) => Object.keys(metadata).length <= 50, 'may have at most 50 entries');

const RetryPolicy = z.strictObject({
  scheduleSeconds: z
    .array(
      z
        .int()
        .min(1)
        .max(7 * 86_400),
    )
    .max(30)
    .describe('The waits between attempts, each from 1 s to 7 d; an empty list means one attempt.'),
});

const Ordering = z
  .enum(['none', 'key'])
  .describe(
    'key: events with the same ordering key are delivered one after another, in the order of their publication.',
  );

const Payload = z
  .enum(['full', 'thin'])
  .describe('thin: the body has type, timestamp, id and a link to the event instead of its data.');

const Format = z
  .enum(['standard', 'cloudevents'])
  .describe('cloudevents: the body is a CloudEvent 1.0 in structured mode; signed in the same way.');

const settings = {
  url: text(2048, 1),
  description: text(1024),
  subscriptions: z.array(SubscriptionSpec).min(1).max(100),
  headers: CustomHeaders,
  rateLimit: Rate,
  maxInFlight: z.int().min(1).max(256),
  timeoutMs: z.int().min(1000).max(30_000),
  retry: RetryPolicy,
  ordering: Ordering,
  payload: Payload,
  format: Format,
  metadata: Metadata,
  signing: Signing,
  auth: EndpointAuth,
};

/** The body of `POST /v1/tenants/{tenant}/endpoints`. */
export const EndpointCreate = withExample(
  z.strictObject({
    url: settings.url.describe('Where deliveries are posted to: http or https, at a public address.'),
    description: settings.description.optional(),
    subscriptions: settings.subscriptions.optional().describe('Which events it gets; without it, every event type.'),
    headers: settings.headers.optional().describe('Sent with every delivery; kept encrypted and never shown.'),
    rateLimit: settings.rateLimit.optional(),
    maxInFlight: settings.maxInFlight.optional().describe('How many attempts at a time; 10 unless given.'),
    timeoutMs: settings.timeoutMs.optional().describe('How long one attempt may take in all.'),
    retry: settings.retry.optional(),
    ordering: settings.ordering.optional(),
    payload: settings.payload.optional(),
    format: settings.format.optional(),
    metadata: settings.metadata.optional(),
    signing: settings.signing.optional(),
    auth: settings.auth.optional(),
  }),
  {
    url: story.url,
    subscriptions: [{ eventTypes: ['order.*'], filter: { data: { total: { $gte: 100 } } } }],
    headers: { 'x-shop': 'acme' },
    retry: { scheduleSeconds: [5, 300, 3600] },
  },
);

export type EndpointCreate = z.infer<typeof EndpointCreate>;

/** The body of `PATCH …/endpoints/{id}`: what is given is replaced as a whole, null goes back to the default. */
export const EndpointPatch = withExample(
  z.strictObject({
    url: settings.url.optional(),
    description: settings.description.nullish(),
    subscriptions: settings.subscriptions.nullish(),
    headers: settings.headers.nullish(),
    rateLimit: settings.rateLimit.nullish(),
    maxInFlight: settings.maxInFlight.nullish(),
    timeoutMs: settings.timeoutMs.nullish(),
    retry: settings.retry.nullish(),
    ordering: settings.ordering.nullish(),
    payload: settings.payload.nullish(),
    format: settings.format.nullish(),
    metadata: settings.metadata.nullish(),
    signing: settings.signing.nullish(),
    auth: settings.auth.nullish(),
  }),
  { description: 'The shop', timeoutMs: 5000, headers: null },
);

export type EndpointPatch = z.infer<typeof EndpointPatch>;

/** Why an endpoint is disabled: on request, because it answered 410, or because it only failed for too long. */
export const DisabledReason = z.enum(['requested', 'gone', 'failing']);

export type DisabledReason = z.infer<typeof DisabledReason>;

export const Endpoint = withExample(
  z.object({
    id: EndpointId,
    tenant: TenantId,
    url: z.string(),
    description: z.string().optional(),
    subscriptions: z
      .array(
        z.object({
          id: SubscriptionId,
          eventTypes: z.array(EventTypePattern),
          version: VersionNumber.optional(),
          labels: z.array(Label).optional(),
          filter: z.record(z.string(), z.unknown()).optional(),
          transform: Transform.optional(),
          transformSuspendedAt: Timestamp.optional().describe(
            'Ten runs in a row had timed out: it is not run any more, and its deliveries fail, until the subscriptions are given anew.',
          ),
        }),
      )
      .optional(),
    headers: z.record(z.string(), z.literal(HIDDEN_VALUE)).optional(),
    rateLimit: z.object({ perSecond: z.number(), burst: z.number() }).optional(),
    maxInFlight: z.int(),
    timeoutMs: z.int(),
    retry: z.object({ scheduleSeconds: z.array(z.int()) }),
    ordering: Ordering,
    payload: Payload,
    format: Format,
    metadata: z.record(z.string(), z.string()).optional(),
    signing: ShownSigning,
    auth: ShownAuth.optional(),
    verifiedAt: Timestamp.optional().describe('When its URL answered a challenge; a change of the URL forgets it.'),
    signingKeys: SigningKeys.optional().describe('The public keys of one that signs with v1a, newest first.'),
    status: EndpointStatus,
    statusSince: Timestamp.describe('Since when it has this status.'),
    disabledReason: DisabledReason.optional().describe(
      'requested: by the API; gone: the endpoint answered 410; failing: it only failed for too long.',
    ),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  }),
  {
    id: story.endpoint,
    tenant: story.tenant,
    url: story.url,
    subscriptions: [{ id: story.subscription, eventTypes: ['order.*'], filter: { data: { total: { $gte: 100 } } } }],
    headers: { 'x-shop': HIDDEN_VALUE },
    maxInFlight: 10,
    timeoutMs: 15_000,
    retry: { scheduleSeconds: [5, 300, 3600] },
    ordering: 'none',
    payload: 'full',
    format: 'standard',
    signing: [{ profile: 'v1' }],
    status: 'enabled',
    statusSince: story.at,
    createdAt: story.at,
    updatedAt: story.at,
  },
).meta({ id: 'Endpoint' });

export type Endpoint = z.infer<typeof Endpoint>;

export const EndpointCreated = withExample(
  Endpoint.extend({
    secret: z.string().describe('The signing secret, whsec_…'),
  }),
  { ...exampleOf(Endpoint), secret: 'whsec_…' },
).meta({ id: 'EndpointCreated' });

export type EndpointCreated = z.infer<typeof EndpointCreated>;

export const EndpointPage = pageOf(Endpoint);

/** The body of `POST …/secret/rotate`. */
export const SecretRotate = withExample(
  z.strictObject({
    graceSeconds: graceSeconds.describe('How long the old secret signs beside the new one.'),
  }),
  { graceSeconds: 3600 },
);

export type SecretRotate = z.infer<typeof SecretRotate>;

/** The answer of `GET …/secret` and `POST …/secret/rotate`. */
export const EndpointSecrets = withExample(
  z.object({
    secret: z.string(),
    previous: z
      .array(z.object({ secret: z.string(), expiresAt: Timestamp }))
      .describe('Older secrets that still sign.'),
  }),
  { secret: 'whsec_…', previous: [{ secret: 'whsec_…', expiresAt: story.later }] },
).meta({ id: 'EndpointSecrets' });

export type EndpointSecrets = z.infer<typeof EndpointSecrets>;
