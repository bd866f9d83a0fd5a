import { z } from 'zod';
import { PortalTokenId } from '../ids.js';
import { ApiKeyScope } from '../records/registry-change.js';
import { TenantId, text, Timestamp } from '../text.js';
import { story, withExample } from '../example.js';

/** The body of `POST /v1/tenants/{tenant}/portal-tokens`. */
export const PortalTokenCreate = withExample(
  z.strictObject({
    ttlSeconds: z.int().min(60).max(86_400).default(3600).describe('How long it works.'),
    scopes: z
      .array(ApiKeyScope)
      .min(1)
      .max(3)
      .default(['read'])
      .describe('What it may do; no more than the key that makes it.'),
    name: text(64, 1).optional().describe('Whom it is for: the audit log says so of what is done with it.'),
  }),
  { ttlSeconds: 900, scopes: ['read'], name: 'support' },
);

export type PortalTokenCreate = z.infer<typeof PortalTokenCreate>;

export const PortalToken = withExample(
  z.object({
    id: PortalTokenId,
    tenant: TenantId,
    scopes: z.array(ApiKeyScope),
    name: z.string().optional(),
    expiresAt: Timestamp,
    token: z.string().describe('The token itself: shown now, and kept nowhere.'),
  }),
  {
    id: story.portalToken,
    tenant: story.tenant,
    scopes: ['read'],
    name: 'support',
    expiresAt: story.later,
    token: 'prt_…',
  },
).meta({ id: 'PortalToken' });

export type PortalToken = z.infer<typeof PortalToken>;
