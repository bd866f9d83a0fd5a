import { isIP } from 'node:net';
import { AddressRange } from './address-range.js';

/** The outcome of {@link parseEgressIps}. */
export type EgressIps =
  | { readonly kind: 'parsed'; readonly ips: readonly string[] }
  | { readonly kind: 'faulty'; readonly faults: readonly string[] };

/** Reads EGRESS_IPS: addresses and CIDRs of either family, separated by commas; nothing at all means none. */
export function parseEgressIps(text: string): EgressIps {
  const ips = text.trim() === '' ? [] : text.split(',').map((item) => item.trim());
  const faults = ips.flatMap((item) => {
    if (isIP(item) !== 0) return [];
    const range = AddressRange.parse(item);
    return range instanceof AddressRange ? [] : [range.fault];
  });
  return faults.length > 0 ? { kind: 'faulty', faults } : { kind: 'parsed', ips };
}
