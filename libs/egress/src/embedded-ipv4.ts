import ipaddr from 'ipaddr.js';
import { AddressRange, type Address } from './address-range.js';

type Find = (bytes: readonly number[]) => readonly number[];

const lastFour: Find = (bytes) => bytes.slice(12);

/** Blocks whose addresses stand for an IPv4 address, or are reached by way of one, and where in them it is. */
const EMBEDDINGS: readonly { readonly block: AddressRange; readonly find: Find }[] = [
  { block: AddressRange.of('::ffff:0:0/96'), find: lastFour },
  { block: AddressRange.of('::ffff:0:0:0/96'), find: lastFour },
  { block: AddressRange.of('64:ff9b::/96'), find: lastFour },
  { block: AddressRange.of('::/96'), find: lastFour },
  { block: AddressRange.of('2002::/16'), find: (bytes) => bytes.slice(2, 6) },
  // RFC 4380 section 4: the client's address is stored inverted, so that NATs don't rewrite it.
  { block: AddressRange.of('2001::/32'), find: (bytes) => bytes.slice(12).map((byte) => byte ^ 0xff) },
];

const NOWHERE = [0, 0, 0, 0];

const LOCAL_NAT64 = AddressRange.of('64:ff9b:1::/48');

/**
 * The IPv4 address that a packet to `address` ends at, when it goes through a mapping, a translator or a tunnel; else
 * undefined. `openedBy` is the range which opened the address: within 64:ff9b:1::/48 every network picks its own prefix
 * length (RFC 8215), and that range is the only word on it: a range of 48, 56, 64 or at least 96 bits.
 */
export function embeddedIpv4(address: Address, openedBy: AddressRange | undefined): ipaddr.IPv4 | undefined {
  if (address instanceof ipaddr.IPv4) return undefined;
  const bytes = address.toByteArray();
  // :: and ::1 lie in the block of IPv4-compatible addresses, but aren't any.
  if (bytes.slice(0, 15).every((byte) => byte === 0) && (bytes[15] ?? 0) < 2) return undefined;
  const found =
    EMBEDDINGS.find(({ block }) => block.contains(address))?.find(bytes) ??
    locallyTranslated(address, bytes, openedBy) ??
    isatap(bytes);
  return found && new ipaddr.IPv4([...found]);
}

/** RFC 6052 section 2.2: the IPv4 address follows the prefix, and skips byte 8. */
function locallyTranslated(
  address: Address,
  bytes: readonly number[],
  openedBy: AddressRange | undefined,
): readonly number[] | undefined {
  if (!LOCAL_NAT64.contains(address) || !openedBy) return undefined;
  switch (openedBy.prefixBits) {
    case 48:
      return [...bytes.slice(6, 8), ...bytes.slice(9, 11)];
    case 56:
      return [...bytes.slice(7, 8), ...bytes.slice(9, 12)];
    case 64:
      return bytes.slice(9, 13);
    default:
      // A wider range doesn't say where the address is, and nothing may pass on a guess.
      return openedBy.prefixBits >= 96 ? lastFour(bytes) : NOWHERE;
  }
}

/** RFC 5214 section 6.1: an interface id of 00-00-5E-FE or 02-00-5E-FE and an IPv4 address, behind any prefix. */
function isatap(bytes: readonly number[]): readonly number[] | undefined {
  const [u, zero, marker, type] = bytes.slice(8, 12);
  return (u === 0 || u === 2) && zero === 0 && marker === 0x5e && type === 0xfe ? lastFour(bytes) : undefined;
}
