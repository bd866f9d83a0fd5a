import { z } from 'zod';
import { withExample } from '../example.js';

/** The answer of `GET /v1/egress-ips`. */
export const EgressIps = withExample(
  z.object({ ips: z.array(z.string()).describe('Addresses, and ranges as CIDRs, of either family.') }),
  { ips: ['203.0.113.16/28', '2001:db8:1::7'] },
).meta({ id: 'EgressIps' });

export type EgressIps = z.infer<typeof EgressIps>;
