import ipaddr from 'ipaddr.js';
import { parseAddress, type Address, type AddressRange } from './address-range.js';
import { embeddedIpv4 } from './embedded-ipv4.js';
import { specialPurposeOf, type ForbiddenRange, type SpecialPurpose } from './special-purpose.js';

/** A refusal, with a sentence that the tenant may read. */
export interface Forbidden {
  readonly kind: 'forbidden';
  readonly range: ForbiddenRange;
  readonly message: string;
}

/** Whether an address may be called. */
export type AddressVerdict = { readonly kind: 'allowed' } | Forbidden;

const ALLOWED: AddressVerdict = { kind: 'allowed' };

/** The end of every refusal: what to do about it. */
const REMEDY =
  'endpoints must be on the public internet, or in a range that the operator opened with EGRESS_ALLOW_CIDRS';

/**
 * Which addresses Postrider may call: those of the public internet, and those in the ranges that the operator opened.
 * The same object judges an endpoint's URL when it is registered and every connection when it is made.
 *
 * An address that leads to an IPv4 address (mapped, NAT64, 6to4, Teredo, ISATAP, …) is allowed only if the IPv4 address
 * is allowed as well; where nothing but the spelling differs (`::ffff:10.1.2.3`), opening the IPv4 range is enough. A
 * NAT64 prefix of the network's own, taken from public space, can't be told from any other address.
 */
export class EgressPolicy {
  /** @param allowed from {@link parseAllowedRanges}; empty in production. */
  constructor(readonly allowed: readonly AddressRange[] = []) {}

  /** Judges an address in its text form, IPv6 without brackets. */
  judge(text: string): AddressVerdict {
    const address = parseAddress(text);
    if (!address) return forbid('not_an_address', `"${text}" isn't an IP address that can be called`);
    return this.#judge(text, address);
  }

  #judge(text: string, address: Address): AddressVerdict {
    const openedBy = this.#openedBy(address);
    const special = specialPurposeOf(address);
    if (special && !(openedBy && opens(openedBy, special)))
      return forbid(special.range, `${text} is in ${described(special)}`);
    const inner = embeddedIpv4(address, openedBy);
    if (!inner) return ALLOWED;
    const verdict = this.#judge(inner.toString(), inner);
    return verdict.kind === 'allowed' ? ALLOWED : { ...verdict, message: `${text} leads on: ${verdict.message}` };
  }

  /** The narrowest of the operator's ranges that opens the address. */
  #openedBy(address: Address): AddressRange | undefined {
    const spelling =
      address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : undefined;
    return this.allowed
      .filter((range) => range.contains(address) || (spelling !== undefined && range.contains(spelling)))
      .reduce<AddressRange | undefined>(
        (best, range) => (best && best.prefixBits >= range.prefixBits ? best : range),
        undefined,
      );
  }
}

/**
 * Whether a range that contains an address of this purpose was meant to open it: a metadata service hands out the
 * machine's credentials, so it has to be named, and isn't opened by the private network around it.
 */
const opens = (range: AddressRange, { range: purpose, block }: SpecialPurpose): boolean =>
  purpose !== 'metadata' || range.prefixBits >= block.prefixBits;

/** A refusal that ends in what to do. */
export function forbid(range: ForbiddenRange, finding: string): Forbidden {
  return { kind: 'forbidden', range, message: `${finding}; ${REMEDY}` };
}

function described({ block, range, source }: SpecialPurpose): string {
  return `${block.toString()} (${range.replaceAll('_', ' ')}; ${source})`;
}
