import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AddressRange } from './address-range.js';
import { EgressPolicy } from './egress-policy.js';

// Written from the registries and not from the code's table: IANA's IPv4 and IPv6 Special-Purpose Address Registries,
// and what is no unicast space at all. Addresses are numbers here, so that nothing of the parser is taken on trust.
const SPECIAL_V4 = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.0.0/29 192.0.0.8/32',
  '192.0.0.9/32 192.0.0.10/32 192.0.0.170/32 192.0.0.171/32 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24',
  '192.88.99.2/32 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4',
  '255.255.255.255/32 224.0.0.0/4 168.63.129.16/32 169.254.169.254/32',
].flatMap((line) => line.split(' '));

const SPECIAL_V6 = [
  '::1/128 ::/128 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001::/32 2001:1::1/128',
  '2001:1::2/128 2001:1::3/128 2001:2::/48 2001:3::/32 2001:4:112::/48 2001:10::/28 2001:20::/28 2001:30::/28',
  '2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8 ::/96',
  '::ffff:0:0:0/96 ::/3 4000::/2 8000::/1 fd00:ec2::254/128',
].flatMap((line) => line.split(' '));

interface Block {
  readonly first: bigint;
  readonly freeBits: bigint;
}

const v4Blocks = SPECIAL_V4.map((cidr) => block(cidr, v4Value, 32n));
const v6Blocks = SPECIAL_V6.map((cidr) => block(cidr, v6Value, 128n));

const v4 = fc.bigInt({ min: 0n, max: 2n ** 32n - 1n });
const v6 = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });
const specialV4 = memberOf(v4Blocks);
const specialV6 = memberOf(v6Blocks);
const publicV4 = v4.filter((value) => !v4Blocks.some((one) => includes(one, value)));
const publicV6 = fc
  .bigInt({ min: 2n ** 125n, max: 2n ** 126n - 1n })
  .filter((value) => !v6Blocks.some((one) => includes(one, value)) && !isIsatap(value));

const strict = new EgressPolicy();

describe('the egress policy', () => {
  it('forbids every IPv4 address that is set aside for something, however it is dressed as IPv6', () => {
    fc.assert(
      fc.property(specialV4, (value) => {
        for (const spelling of [v4Text(value), ...dressed(value).flatMap(v6Spellings)]) {
          expect([spelling, strict.judge(spelling).kind]).toEqual([spelling, 'forbidden']);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('forbids every IPv6 address that is set aside for something, however it is written', () => {
    fc.assert(
      fc.property(specialV6, (value) => {
        for (const spelling of v6Spellings(value)) {
          expect([spelling, strict.judge(spelling).kind]).toEqual([spelling, 'forbidden']);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('allows the rest', () => {
    fc.assert(fc.property(publicV4, (value) => expect(strict.judge(v4Text(value))).toEqual({ kind: 'allowed' })));
    fc.assert(
      fc.property(publicV6, (value) => {
        for (const spelling of v6Spellings(value)) expect(strict.judge(spelling)).toEqual({ kind: 'allowed' });
      }),
    );
  });

  it('opens exactly the range that the operator names, in both families', () => {
    const cidrV4 = fc.tuple(specialV4, fc.integer({ min: 0, max: 32 }));
    fc.assert(
      fc.property(cidrV4, fc.oneof(specialV4, v4), fc.bigInt(0n, 2n ** 32n - 1n), ([base, bits], other, noise) => {
        const range = { first: (base >> BigInt(32 - bits)) << BigInt(32 - bits), freeBits: BigInt(32 - bits) };
        const policy = allowing(`${v4Text(range.first)}/${bits}`);
        const inside = range.first + (noise & ((1n << range.freeBits) - 1n));
        const opened = isMetadata(v4Text(inside)) && bits < 32 ? 'forbidden' : 'allowed';
        expect(policy.judge(v4Text(inside)).kind).toBe(opened);
        expect(policy.judge(v6Text(0xffff00000000n + inside)).kind).toBe(opened);
        if (!includes(range, other)) expect(policy.judge(v4Text(other))).toEqual(strict.judge(v4Text(other)));
      }),
    );
    const cidrV6 = fc.tuple(specialV6, fc.integer({ min: 0, max: 128 }));
    fc.assert(
      fc.property(cidrV6, fc.oneof(specialV6, v6), ([base, bits], other) => {
        const range = { first: (base >> BigInt(128 - bits)) << BigInt(128 - bits), freeBits: BigInt(128 - bits) };
        const policy = allowing(`${v6Text(range.first)}/${bits}`);
        if (!includes(range, other)) expect(policy.judge(v6Text(other))).toEqual(strict.judge(v6Text(other)));
        else if (!leadsToV4(other) && !isMetadata(v6Text(other))) {
          expect(policy.judge(v6Text(other)).kind).toBe('allowed');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('never opens an IPv4 address by opening IPv6 that leads there', () => {
    const policy = allowing('::/0');
    fc.assert(
      fc.property(specialV4, (value) => {
        for (const spelling of dressed(value).map(v6Text)) {
          expect([spelling, policy.judge(spelling).kind]).toEqual([spelling, 'forbidden']);
        }
      }),
    );
    expect(policy.judge('64:ff9b::8.8.8.8').kind).toBe('allowed');
    // Nothing says where in this one the address is.
    expect(policy.judge('64:ff9b:1::8.8.8.8').kind).toBe('forbidden');
    expect(allowing('::/0', '10.0.0.0/8').judge('64:ff9b::10.1.2.3').kind).toBe('allowed');
  });

  it.each([
    ['64:ff9b:1::/48', '64:ff9b:1:a01:2:300::', '64:ff9b:1:808:8:800::'],
    ['64:ff9b:1:ab00::/56', '64:ff9b:1:ab0a:1:203::', '64:ff9b:1:ab08:8:808::'],
    ['64:ff9b:1:abcd::/64', '64:ff9b:1:abcd:a:102:300:0', '64:ff9b:1:abcd:8:808:800:0'],
    ['64:ff9b:1::/96', '64:ff9b:1::a01:203', '64:ff9b:1::808:808'],
  ])('finds 10.1.2.3 behind a local NAT64 prefix of its own length: %s', (prefix, leadsInside, leadsOutside) => {
    expect(strict.judge(leadsOutside)).toMatchObject({ kind: 'forbidden', range: 'nat64' });
    expect(allowing(prefix).judge(leadsOutside).kind).toBe('allowed');
    expect(allowing(prefix).judge(leadsInside)).toMatchObject({ kind: 'forbidden', range: 'private' });
  });

  it('takes the narrowest of the ranges that open an address as its prefix', () => {
    for (const cidrs of [
      ['64:ff9b:1::/48', '64:ff9b:1::/96'],
      ['64:ff9b:1::/96', '64:ff9b:1::/48'],
    ]) {
      expect(allowing(...cidrs).judge('64:ff9b:1::808:808').kind).toBe('allowed');
      expect(allowing(...cidrs).judge('64:ff9b:1::a01:203').kind).toBe('forbidden');
    }
  });

  it.each([
    ['127.0.0.1', 'loopback'],
    ['10.1.2.3', 'private'],
    ['100.64.0.1', 'shared'],
    ['169.254.1.1', 'link_local'],
    ['169.254.169.254', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['192.0.0.9', 'protocol_assignment'],
    ['255.255.255.255', 'broadcast'],
    ['239.1.1.1', 'multicast'],
    ['fd00:ec2::254', 'metadata'],
    ['fd12::1', 'unique_local'],
    ['fe80::1', 'link_local'],
    ['::ffff:127.0.0.1', 'ipv4_mapped'],
    ['::7f00:1', 'ipv4_compatible'],
    ['2002:7f00:1::', '6to4'],
    ['2606:4700::5efe:a01:203', 'private'],
    ['3ffe::', undefined],
    ['1.1.1.1', undefined],
    ['2606:4700::1111', undefined],
  ])('says what %s is: %s', (address, range) => {
    expect(strict.judge(address)).toEqual(
      range ? { kind: 'forbidden', range, message: expect.any(String) } : { kind: 'allowed' },
    );
  });

  it('refuses what is not an address, and a zone, even if all is open', () => {
    const open = allowing('0.0.0.0/0', '::/0');
    for (const text of [
      '',
      'example.com',
      '0x7f.1',
      '010.0.0.1',
      '127.1',
      '2130706433',
      '1.2.3.4 ',
      'fe80::1%eth0',
      '[::1]',
      '1.2.3.4/8',
    ]) {
      expect(open.judge(text)).toMatchObject({ kind: 'forbidden', range: 'not_an_address' });
    }
  });

  it('says why, and what to do', () => {
    expect(strict.judge('10.1.2.3')).toEqual({
      kind: 'forbidden',
      range: 'private',
      message:
        '10.1.2.3 is in 10.0.0.0/8 (private; RFC 1918); endpoints must be on the public internet, or in a range that the operator opened with EGRESS_ALLOW_CIDRS',
    });
  });

  it('opens a metadata service only where it is named itself, not with the network around it', () => {
    const around = allowing('169.254.0.0/16', 'fd00::/8', '0.0.0.0/0');
    expect(around.judge('169.254.1.1').kind).toBe('allowed');
    for (const address of ['169.254.169.254', '::ffff:169.254.169.254', '100.100.100.200', 'fd00:ec2::254']) {
      expect(around.judge(address)).toMatchObject({ kind: 'forbidden', range: 'metadata' });
    }
    expect(allowing('169.254.169.254/32').judge('169.254.169.254').kind).toBe('allowed');
  });
});

/** Opened only by a range that names it. */
function isMetadata(address: string): boolean {
  const verdict = strict.judge(address);
  return verdict.kind === 'forbidden' && verdict.range === 'metadata';
}

function allowing(...cidrs: string[]): EgressPolicy {
  return new EgressPolicy(cidrs.map((cidr) => AddressRange.of(cidr)));
}

/** The IPv6 addresses by which an IPv4 address can be reached: mapped, translated, compatible, NAT64 (local: /96, /48), 6to4, Teredo, ISATAP. */
function dressed(value: bigint): bigint[] {
  return [
    0xffff00000000n + value,
    0xffff000000000000n + value,
    v6Value('64:ff9b::') + value,
    ...(value > 1n ? [value] : []),
    v6Value('64:ff9b:1::') + value,
    v6Value('64:ff9b:1::') + ((value >> 16n) << 64n) + ((value & 0xffffn) << 40n),
    v6Value('2002::') + (value << 80n) + 1n,
    v6Value('2001::') + (v6Value('4136::') >> 32n) + (value ^ 0xffffffffn),
    v6Value('2606:4700::5efe:0:0') + value,
    v6Value('2606:4700::200:5efe:0:0') + value,
  ];
}

function leadsToV4(value: bigint): boolean {
  const blocks = [
    '::/96',
    '::ffff:0:0/96',
    '::ffff:0:0:0/96',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '2002::/16',
    '2001::/32',
  ];
  return value > 1n && (isIsatap(value) || blocks.some((cidr) => includes(block(cidr, v6Value, 128n), value)));
}

function isIsatap(value: bigint): boolean {
  return ((value >> 32n) & 0xfdffffffn) === 0x5efen;
}

function memberOf(blocks: readonly Block[]): fc.Arbitrary<bigint> {
  return fc
    .tuple(fc.constantFrom(...blocks), fc.oneof(v6, fc.constantFrom(0n, 2n ** 128n - 1n)))
    .map(([{ first, freeBits }, noise]) => first + (noise & ((1n << freeBits) - 1n)));
}

function includes({ first, freeBits }: Block, value: bigint): boolean {
  return value >> freeBits === first >> freeBits;
}

function block(cidr: string, valueOf: (text: string) => bigint, bits: bigint): Block {
  const [base = '', prefix = ''] = cidr.split('/');
  return { first: valueOf(base), freeBits: bits - BigInt(prefix) };
}

function v4Value(text: string): bigint {
  return text.split('.').reduce((value, octet) => value * 256n + BigInt(octet), 0n);
}

function v4Text(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
}

function v6Value(text: string): bigint {
  const [head = '', tail = ''] = text.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const zeros = text.includes('::') ? 8 - groups(head).length - groups(tail).length : 0;
  return [...groups(head), ...Array<string>(zeros).fill('0'), ...groups(tail)].reduce(
    (value, group) => value * 65536n + BigInt(`0x${group}`),
    0n,
  );
}

function v6Text(value: bigint): string {
  return Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16)).join(
    ':',
  );
}

/** One address in the ways it can be written: in full, padded, in capitals, shortened, and with a dotted tail. */
function v6Spellings(value: bigint): string[] {
  const full = v6Text(value);
  const groups = full.split(':');
  return [
    full,
    groups
      .map((group) => group.padStart(4, '0'))
      .join(':')
      .toUpperCase(),
    new URL(`http://[${full}]`).hostname.slice(1, -1),
    `${groups.slice(0, 6).join(':')}:${v4Text(value & 0xffffffffn)}`,
  ];
}
