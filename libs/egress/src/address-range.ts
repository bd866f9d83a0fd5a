import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An IP address, parsed. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Reads an address in its plain text form. Undefined for anything else: a zone id (it names an interface of this
 * machine), and the octal, hexadecimal and short forms of IPv4, which two readers understand differently.
 */
export function parseAddress(text: string): Address | undefined {
  return isIP(text) === 0 || text.includes('%') ? undefined : ipaddr.parse(text);
}

/** A block of addresses of one family, written as a CIDR (RFC 4632, RFC 4291 section 2.3). */
export class AddressRange {
  private constructor(
    readonly network: Address,
    readonly prefixBits: number,
  ) {}

  /** Reads a CIDR, or says in a sentence what is wrong with it. */
  static parse(cidr: string): AddressRange | { readonly fault: string } {
    const [base = '', prefix, ...rest] = cidr.split('/');
    const network = parseAddress(base);
    if (!network || rest.length > 0) return { fault: `"${cidr}" isn't a CIDR such as 10.0.0.0/8 or fd00::/8` };
    const addressBits = network.kind() === 'ipv4' ? 32 : 128;
    if (prefix === undefined) {
      return { fault: `"${cidr}" lacks its prefix length; write ${cidr}/${addressBits} for one address` };
    }
    const prefixBits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Infinity;
    if (prefixBits > addressBits) return { fault: `"${cidr}" needs a prefix length from 0 to ${addressBits}` };
    const first = firstAddress(network, prefixBits);
    // A slip here opens more than was meant, so a base that isn't the block's own is refused, not rounded.
    if (first.toString() !== network.toString()) {
      return { fault: `"${cidr}" has bits set after its prefix; write ${first.toString()}/${prefixBits}` };
    }
    return new AddressRange(network, prefixBits);
  }

  /** Reads a CIDR that stands in the code; throws when it is faulty. */
  static of(cidr: string): AddressRange {
    const parsed = AddressRange.parse(cidr);
    if (parsed instanceof AddressRange) return parsed;
    throw new Error(parsed.fault);
  }

  contains(address: Address): boolean {
    return address.kind() === this.network.kind() && address.match(this.network, this.prefixBits);
  }

  /** As logs have it. */
  toJSON(): string {
    return this.toString();
  }

  toString(): string {
    return `${this.network.toString()}/${this.prefixBits}`;
  }
}

function firstAddress(address: Address, prefixBits: number): Address {
  const bytes = address.toByteArray().map((byte, index) => {
    const keptBits = Math.min(8, Math.max(0, prefixBits - index * 8));
    return byte & (0xff << (8 - keptBits));
  });
  return ipaddr.fromByteArray(bytes);
}
