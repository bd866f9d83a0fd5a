import { parseAddress, type Address } from '@postrider/egress';

/** The address that a request came from; IPv4 as such, though a socket for both families says it as IPv6. Undefined for what is none. */
export function clientAddress(text: string | undefined): Address | undefined {
  const address = parseAddress(text ?? '');
  return address && 'isIPv4MappedAddress' in address && address.isIPv4MappedAddress()
    ? address.toIPv4Address()
    : address;
}
