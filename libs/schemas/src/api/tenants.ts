import { z } from 'zod';
import { TenantId, text, Timestamp } from '../text.js';
import { pageOf } from './lists.js';

export const PublishLimit = z.strictObject({
  perSecond: z.number().min(0.1).max(100_000),
  burst: z.int().min(1).max(1_000_000),
});

/** The body of `PUT /v1/tenants/{tenant}`. */
export const TenantPut = z.strictObject({
  name: text(256).optional(),
  publishLimit: PublishLimit.optional().describe('How fast the tenant may publish; beyond it, 429.'),
  httpsOnly: z
    .boolean()
    .optional()
    .describe('Whether its endpoints must be at https URLs; nothing is sent any more to those that are not.'),
  verifiedOnly: z
    .boolean()
    .optional()
    .describe('Whether nothing is sent to an endpoint before POST …/verify was answered with the challenge.'),
});

export type TenantPut = z.infer<typeof TenantPut>;

export const Tenant = z
  .object({
    id: TenantId,
    name: z.string().optional(),
    publishLimit: PublishLimit.optional(),
    httpsOnly: z.boolean(),
    verifiedOnly: z.boolean(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Tenant' });

export type Tenant = z.infer<typeof Tenant>;

export const TenantPage = pageOf(Tenant);
