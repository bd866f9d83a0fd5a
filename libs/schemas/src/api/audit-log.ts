import { z } from 'zod';
import { AuditEntryId } from '../ids.js';
import { TenantId, text, Timestamp } from '../text.js';
import { ListQuery, pageOf, timeSpan } from './lists.js';
import { story, withExample } from '../example.js';

/** The query of `GET /v1/tenants/{tenant}/audit-log`. */
export const TenantAuditQuery = ListQuery.extend({
  kind: withExample(
    z
      .string()
      .max(64)
      .regex(/^[a-z][a-z-]*$/, 'is a kind such as endpoint or api-key'),
    'endpoint',
  )
    .optional()
    .describe('What was changed: tenant, api-key, event-type, endpoint, delivery, job, …'),
  id: withExample(text(256, 1), story.endpoint).optional().describe('The id of what was changed.'),
  actor: withExample(text(64, 1), story.key)
    .optional()
    .describe('Who did it: the id of a key or portal token, root, or postrider.'),
  ...timeSpan,
});

/** The query of `GET /v1/audit-log`. */
export const AuditQuery = TenantAuditQuery.extend({ tenant: TenantId.optional() });

export type AuditQuery = z.infer<typeof AuditQuery>;

const State = z.record(z.string(), z.json());

export const AuditEntry = withExample(
  z.object({
    id: AuditEntryId,
    at: Timestamp,
    actor: z.object({
      kind: z.enum(['root', 'key', 'portal', 'postrider']).describe('postrider: what it does by itself.'),
      id: z.string(),
      name: z.string().optional().describe('The key’s name as it was then, or whom a portal token was for.'),
      address: z.string().optional().describe('Where the request came from.'),
    }),
    operation: z.string().describe('The operationId of the request; automatic for what Postrider does by itself.'),
    requestId: z.string().optional().describe('The x-request-id of its answer: its caller’s, if one was given.'),
    kind: z.string(),
    target: z.string().optional().describe('The id of what was changed.'),
    tenant: TenantId.optional(),
    before: State.optional().describe('What is configured, before the change: absent for what was made.'),
    after: State.optional().describe('And after it: absent for what was deleted. Nothing secret is in either.'),
  }),
  {
    id: story.auditEntry,
    at: story.at,
    actor: { kind: 'key', id: story.key, name: 'the shop', address: '203.0.113.7' },
    operation: 'updateEndpoint',
    requestId: 'q0bYV2mB-1f',
    kind: 'endpoint',
    target: story.endpoint,
    tenant: story.tenant,
    before: { timeoutMs: 15_000 },
    after: { timeoutMs: 5000 },
  },
).meta({ id: 'AuditEntry' });

export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = pageOf(AuditEntry);
