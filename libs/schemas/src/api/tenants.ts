import { z } from 'zod';
import { RedactionList } from '../redaction.js';
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
  retentionDays: z
    .int()
    .min(1)
    .max(3650)
    .optional()
    .describe('After so many days payloads and bodies of answers are expunged; no more than the platform keeps them.'),
  redact: RedactionList.optional().describe(
    'What the API hides of payloads, such as /data/card/number or /response/token.',
  ),
});

export type TenantPut = z.infer<typeof TenantPut>;

export const Tenant = z
  .object({
    id: TenantId,
    name: z.string().optional(),
    publishLimit: PublishLimit.optional(),
    retentionDays: z.int().optional(),
    redact: RedactionList.optional(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Tenant' });

export type Tenant = z.infer<typeof Tenant>;

export const TenantPage = pageOf(Tenant);
