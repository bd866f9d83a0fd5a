import { AddressRange, type Address } from './address-range.js';

/**
 * What an address that must not be called is for. `metadata` are the clouds' instance services, which hand out
 * credentials; `not_an_address` is text that is no address, or has a zone id; the others are named as in the
 * registries below.
 */
export type ForbiddenRange =
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'shared'
  | 'link_local'
  | 'metadata'
  | 'protocol_assignment'
  | 'documentation'
  | 'benchmarking'
  | 'as112'
  | 'amt'
  | 'relay_anycast'
  | 'multicast'
  | 'broadcast'
  | 'reserved'
  | 'unique_local'
  | 'site_local'
  | 'ipv4_mapped'
  | 'ipv4_compatible'
  | 'ipv4_translated'
  | 'nat64'
  | '6to4'
  | 'teredo'
  | 'discard'
  | 'dummy'
  | 'orchid'
  | 'drone_id'
  | 'segment_routing'
  | 'not_an_address';

/** One block that isn't the public internet. */
export interface SpecialPurpose {
  readonly block: AddressRange;
  readonly range: ForbiddenRange;
  /** The document that takes the block out of public use. */
  readonly source: string;
}

/**
 * The IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190; as of October 2025), in full: also
 * the few blocks which they call globally reachable (AS112, AMT, anycast), since no receiver lives there. To these are
 * added multicast, the obsolete site-local and translation prefixes, everything outside of 2000::/3 (the only IPv6 space
 * that IANA assigns unicast from), and the metadata services. Of two blocks that contain an address the narrower, which
 * comes first, gives the name.
 */
const BLOCKS: readonly (readonly [cidr: string, range: ForbiddenRange, source: string])[] = [
  ['169.254.169.254/32', 'metadata', 'instance metadata of AWS, Azure, Google Cloud and others'],
  ['169.254.170.2/32', 'metadata', 'AWS ECS credentials'],
  ['169.254.170.23/32', 'metadata', 'AWS EKS credentials'],
  ['169.254.0.23/32', 'metadata', 'Tencent Cloud metadata'],
  ['169.254.42.42/32', 'metadata', 'Scaleway metadata'],
  ['100.100.100.200/32', 'metadata', 'Alibaba Cloud metadata'],
  ['168.63.129.16/32', 'metadata', 'Azure host services'],
  ['192.0.0.192/32', 'metadata', 'Oracle Cloud metadata'],

  ['0.0.0.0/32', 'unspecified', 'RFC 1122'],
  ['0.0.0.0/8', 'unspecified', 'RFC 791'],
  ['10.0.0.0/8', 'private', 'RFC 1918'],
  ['100.64.0.0/10', 'shared', 'RFC 6598'],
  ['127.0.0.0/8', 'loopback', 'RFC 1122'],
  ['169.254.0.0/16', 'link_local', 'RFC 3927'],
  ['172.16.0.0/12', 'private', 'RFC 1918'],
  ['192.0.0.0/24', 'protocol_assignment', 'RFC 6890'],
  ['192.0.2.0/24', 'documentation', 'RFC 5737'],
  ['192.31.196.0/24', 'as112', 'RFC 7535'],
  ['192.52.193.0/24', 'amt', 'RFC 7450'],
  ['192.88.99.0/24', 'relay_anycast', 'RFC 7526'],
  ['192.168.0.0/16', 'private', 'RFC 1918'],
  ['192.175.48.0/24', 'as112', 'RFC 7534'],
  ['198.18.0.0/15', 'benchmarking', 'RFC 2544'],
  ['198.51.100.0/24', 'documentation', 'RFC 5737'],
  ['203.0.113.0/24', 'documentation', 'RFC 5737'],
  ['224.0.0.0/4', 'multicast', 'RFC 5771'],
  ['255.255.255.255/32', 'broadcast', 'RFC 919'],
  ['240.0.0.0/4', 'reserved', 'RFC 1112'],

  ['fd00:ec2::254/128', 'metadata', 'AWS instance metadata'],
  ['fd00:ec2::23/128', 'metadata', 'AWS EKS credentials'],
  ['fd20:ce::254/128', 'metadata', 'Google Cloud metadata'],
  ['fd00:42::42/128', 'metadata', 'Scaleway metadata'],
  ['fe80::a9fe:a9fe/128', 'metadata', 'OpenStack metadata'],

  ['::/128', 'unspecified', 'RFC 4291'],
  ['::1/128', 'loopback', 'RFC 4291'],
  ['::ffff:0:0/96', 'ipv4_mapped', 'RFC 4291'],
  ['::ffff:0:0:0/96', 'ipv4_translated', 'RFC 2765'],
  ['::/96', 'ipv4_compatible', 'RFC 4291'],
  ['64:ff9b::/96', 'nat64', 'RFC 6052'],
  ['64:ff9b:1::/48', 'nat64', 'RFC 8215'],
  ['100::/64', 'discard', 'RFC 6666'],
  ['100:0:0:1::/64', 'dummy', 'RFC 9780'],
  ['2001::/32', 'teredo', 'RFC 4380'],
  ['2001:2::/48', 'benchmarking', 'RFC 5180'],
  ['2001:3::/32', 'amt', 'RFC 7450'],
  ['2001:4:112::/48', 'as112', 'RFC 7535'],
  ['2001:10::/28', 'orchid', 'RFC 4843'],
  ['2001:20::/28', 'orchid', 'RFC 7343'],
  ['2001:30::/28', 'drone_id', 'RFC 9374'],
  ['2001::/23', 'protocol_assignment', 'RFC 2928'],
  ['2001:db8::/32', 'documentation', 'RFC 3849'],
  ['2002::/16', '6to4', 'RFC 3056'],
  ['2620:4f:8000::/48', 'as112', 'RFC 7534'],
  ['3fff::/20', 'documentation', 'RFC 9637'],
  ['5f00::/16', 'segment_routing', 'RFC 9602'],
  ['fc00::/7', 'unique_local', 'RFC 4193'],
  ['fe80::/10', 'link_local', 'RFC 4291'],
  ['fec0::/10', 'site_local', 'RFC 3879'],
  ['ff00::/8', 'multicast', 'RFC 4291'],
  ['::/3', 'reserved', 'RFC 4291'],
  ['4000::/2', 'reserved', 'RFC 4291'],
  ['8000::/1', 'reserved', 'RFC 4291'],
];

/** Every block that is set aside, as a CIDR: what a firewall in front of Postrider has to keep out as well. */
export const specialPurposeRanges: readonly string[] = BLOCKS.map(([cidr]) => cidr);

const SPECIAL_PURPOSES: readonly SpecialPurpose[] = BLOCKS.map(([cidr, range, source]) => ({
  block: AddressRange.of(cidr),
  range,
  source,
}));

/** What an address is set aside for; undefined when it is public. An IPv4 address inside of it isn't looked at. */
export function specialPurposeOf(address: Address): SpecialPurpose | undefined {
  return SPECIAL_PURPOSES.find(({ block }) => block.contains(address));
}
