import { z } from 'zod';

/** The processes of the bare pipeline, as they are started. */
export const bareRoles = ['dispatch', 'fan-out', 'ingest'] as const;

/** What one of them is told. */
export const BareJob = z.object({
  role: z.enum(bareRoles),
  brokers: z.string(),
  databaseUrl: z.string(),
  receiverPort: z.int(),
});

export type BareJob = z.infer<typeof BareJob>;

export const bareTopics = {
  events: 'bench.bare.events',
  deliveries: 'bench.bare.deliveries',
  attempts: 'bench.bare.attempts',
} as const;

export const BARE_PARTITIONS = 6;
