import { z } from 'zod';
import { ApiKeyId } from '../ids.js';
import { ApiKeyScope } from '../records/registry-change.js';
import { GivenTimestamp, TenantId, text, Timestamp } from '../text.js';
import { graceSeconds } from './grace.js';
import { pageOf } from './lists.js';
import { exampleOf, story, withExample } from '../example.js';

const settings = {
  name: text(256, 1),
  expiresAt: GivenTimestamp.describe('From then on it opens nothing.'),
  allowedCidrs: z
    .array(z.string().max(64))
    .min(1)
    .max(100)
    .describe('Where it may be used from, as CIDRs of either family: 203.0.113.0/24. From elsewhere, 403.'),
  rateLimit: z
    .strictObject({ perSecond: z.number().min(0.1).max(100_000), burst: z.int().min(1).max(1_000_000) })
    .describe('How many requests it may make, of each process; beyond, 429. A batch of events is one.'),
};

/** The body of `POST /v1/api-keys`. */
export const ApiKeyCreate = withExample(
  z.strictObject({
    name: settings.name,
    scopes: z.array(ApiKeyScope).min(1).max(3),
    tenant: TenantId.optional().describe('The one tenant that the key reaches; without it, all.'),
    expiresAt: settings.expiresAt.optional(),
    allowedCidrs: settings.allowedCidrs.optional(),
    rateLimit: settings.rateLimit.optional(),
  }),
  { name: 'the shop', scopes: ['publish'], tenant: story.tenant, rateLimit: { perSecond: 100, burst: 200 } },
);

export type ApiKeyCreate = z.infer<typeof ApiKeyCreate>;

/** The body of `PATCH /v1/api-keys/{id}`: what is given is replaced as a whole, null takes it away. */
export const ApiKeyPatch = withExample(
  z.strictObject({
    name: settings.name.optional(),
    expiresAt: settings.expiresAt.nullish(),
    allowedCidrs: settings.allowedCidrs.nullish(),
    rateLimit: settings.rateLimit.nullish(),
  }),
  { name: 'the new shop', rateLimit: null },
);

export type ApiKeyPatch = z.infer<typeof ApiKeyPatch>;

/** The body of `POST /v1/api-keys/{id}/rotate`. */
export const ApiKeyRotate = withExample(
  z.strictObject({
    graceSeconds: graceSeconds.describe('How long the old key still works beside the new one.'),
  }),
  { graceSeconds: 3600 },
);

export type ApiKeyRotate = z.infer<typeof ApiKeyRotate>;

export const ApiKey = withExample(
  z.object({
    id: ApiKeyId,
    name: z.string(),
    hint: z.string().describe('The first characters of the key, to tell keys apart.'),
    scopes: z.array(ApiKeyScope),
    tenant: TenantId.optional(),
    expiresAt: Timestamp.optional(),
    allowedCidrs: z.array(z.string()).optional(),
    rateLimit: z.object({ perSecond: z.number(), burst: z.int() }).optional(),
    previous: z
      .array(z.object({ expiresAt: Timestamp }))
      .optional()
      .describe('Keys that it had before, and that still work.'),
    lastUsedAt: Timestamp.optional().describe('A minute old at most; no part of what its etag stands for.'),
    createdAt: Timestamp,
  }),
  {
    id: story.key,
    name: 'the shop',
    hint: 'prk_x7Qa…',
    scopes: ['publish'],
    tenant: story.tenant,
    rateLimit: { perSecond: 100, burst: 200 },
    createdAt: story.at,
  },
).meta({ id: 'ApiKey' });

export type ApiKey = z.infer<typeof ApiKey>;

export const ApiKeyCreated = withExample(
  ApiKey.extend({
    key: z.string().describe('The key itself: shown now, and never again.'),
  }),
  { ...exampleOf(ApiKey), key: 'prk_x7Qa…' },
).meta({ id: 'ApiKeyCreated' });

export type ApiKeyCreated = z.infer<typeof ApiKeyCreated>;

export const ApiKeyPage = pageOf(ApiKey);
