import { z } from 'zod';

/** The answer of `GET /v1/egress-ips`. */
export const EgressIps = z
  .object({ ips: z.array(z.string()).describe('Addresses, and ranges as CIDRs, of either family.') })
  .meta({ id: 'EgressIps' });

export type EgressIps = z.infer<typeof EgressIps>;
