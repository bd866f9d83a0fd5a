import { z } from 'zod';
import { ApiKeyId } from '../ids.js';
import { ApiKeyScope } from '../records/registry-change.js';
import { GivenTimestamp, TenantId, text, Timestamp } from '../text.js';
import { pageOf } from './lists.js';

/** The body of `POST /v1/api-keys`. */
export const ApiKeyCreate = z.strictObject({
  name: text(256, 1),
  scopes: z.array(ApiKeyScope).min(1).max(3),
  tenant: TenantId.optional().describe('The one tenant that the key reaches; without it, all.'),
  expiresAt: GivenTimestamp.optional(),
});

export type ApiKeyCreate = z.infer<typeof ApiKeyCreate>;

export const ApiKey = z
  .object({
    id: ApiKeyId,
    name: z.string(),
    hint: z.string().describe('The first characters of the key, to tell keys apart.'),
    scopes: z.array(ApiKeyScope),
    tenant: TenantId.optional(),
    expiresAt: Timestamp.optional(),
    createdAt: Timestamp,
  })
  .meta({ id: 'ApiKey' });

export type ApiKey = z.infer<typeof ApiKey>;

export const ApiKeyCreated = ApiKey.extend({
  key: z.string().describe('The key itself: shown now, and never again.'),
}).meta({
  id: 'ApiKeyCreated',
});

export type ApiKeyCreated = z.infer<typeof ApiKeyCreated>;

export const ApiKeyPage = pageOf(ApiKey);
