import { z } from 'zod';
import { RedactionList } from '../redaction.js';
import { TenantId, text, Timestamp } from '../text.js';
import { pageOf } from './lists.js';
import { story, withExample } from '../example.js';

export const PublishLimit = z.strictObject({
  perSecond: z.number().min(0.1).max(100_000),
  burst: z.int().min(1).max(1_000_000),
});

/** How much of everything a tenant may have; what is left out isn't limited. */
export const Quota = z.strictObject({
  eventsPerDay: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .optional()
    .describe('Events accepted in a day, UTC; beyond it, 429 event_quota_exceeded until midnight.'),
  endpoints: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe('Endpoints at a time; beyond it, 409 endpoint_quota_exceeded. Those that are there stay.'),
  maxEventBytes: z
    .int()
    .min(1)
    .max(700 * 1024)
    .optional()
    .describe('The largest data of an event, where that is less than MAX_EVENT_BYTES; beyond it, 413.'),
});

export type Quota = z.infer<typeof Quota>;

/** The body of `PUT /v1/tenants/{tenant}`. */
export const TenantPut = withExample(
  z.strictObject({
    name: text(256).optional(),
    publishLimit: PublishLimit.optional().describe('How fast the tenant may publish; beyond it, 429.'),
    quota: Quota.optional(),
    httpsOnly: z
      .boolean()
      .optional()
      .describe('Whether its endpoints must be at https URLs; nothing is sent any more to those that are not.'),
    verifiedOnly: z
      .boolean()
      .optional()
      .describe('Whether nothing is sent to an endpoint before POST …/verify was answered with the challenge.'),
    retentionDays: z
      .int()
      .min(1)
      .max(3650)
      .optional()
      .describe(
        'So many days after acceptance payloads and bodies of answers are expunged, and what is open of them is cancelled; no more than the platform keeps them.',
      ),
    redact: RedactionList.optional().describe(
      'What the API hides of payloads, such as /data/card/number or /response/token.',
    ),
  }),
  { name: 'Acme', quota: { eventsPerDay: 1_000_000 }, httpsOnly: true, redact: ['/data/customer/email'] },
);

export type TenantPut = z.infer<typeof TenantPut>;

export const Tenant = withExample(
  z.object({
    id: TenantId,
    name: z.string().optional(),
    publishLimit: PublishLimit.optional(),
    quota: Quota.optional(),
    httpsOnly: z.boolean(),
    verifiedOnly: z.boolean(),
    retentionDays: z.int().optional(),
    redact: RedactionList.optional(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  }),
  {
    id: story.tenant,
    name: 'Acme',
    quota: { eventsPerDay: 1_000_000 },
    httpsOnly: true,
    verifiedOnly: false,
    redact: ['/data/customer/email'],
    createdAt: story.at,
    updatedAt: story.at,
  },
).meta({ id: 'Tenant' });

export type Tenant = z.infer<typeof Tenant>;

export const TenantPage = pageOf(Tenant);
