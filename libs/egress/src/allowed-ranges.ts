import ipaddr from 'ipaddr.js';
import { AddressRange } from './address-range.js';

/** The outcome of {@link parseAllowedRanges}. */
export type AllowedRanges =
  | { readonly kind: 'parsed'; readonly ranges: readonly AddressRange[] }
  | { readonly kind: 'faulty'; readonly faults: readonly string[] };

/**
 * Reads EGRESS_ALLOW_CIDRS: CIDRs of either family, separated by commas; nothing at all means none. Every bad item is
 * reported, by name, in a sentence fit for an operator.
 */
export function parseAllowedRanges(text: string): AllowedRanges {
  const ranges: AddressRange[] = [];
  const faults: string[] = [];
  if (text.trim() === '') return { kind: 'parsed', ranges };
  for (const [index, item] of text.split(',').entries()) {
    const cidr = item.trim();
    const parsed = cidr === '' ? { fault: `item ${index + 1} is empty` } : AddressRange.parse(cidr);
    if (!(parsed instanceof AddressRange)) faults.push(parsed.fault);
    else if (ipv4Twin(parsed)) faults.push(`"${cidr}" is a range of IPv4; write ${ipv4Twin(parsed)}`);
    else ranges.push(parsed);
  }
  return faults.length > 0 ? { kind: 'faulty', faults } : { kind: 'parsed', ranges };
}

/** Mapped addresses are opened by their IPv4 range, whichever way they are written: one way to say one thing. */
function ipv4Twin({ network, prefixBits }: AddressRange): string | undefined {
  if (!(network instanceof ipaddr.IPv6) || !network.isIPv4MappedAddress() || prefixBits < 96) return undefined;
  return `${network.toIPv4Address().toString()}/${prefixBits - 96}`;
}
