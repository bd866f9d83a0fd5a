import { describe, expect, it } from '@jest/globals';
import { parseAllowedRanges } from './allowed-ranges.js';

describe('the list of opened ranges', () => {
  it('is empty when nothing is set', () => {
    expect(parseAllowedRanges(' ')).toEqual({ kind: 'parsed', ranges: [] });
  });

  it('takes both families, with spaces around the commas', () => {
    const parsed = parseAllowedRanges(' 10.0.0.0/8,fd00::/8 , ::1/128, 0.0.0.0/0');
    expect(parsed.kind === 'parsed' && parsed.ranges.map(String)).toEqual([
      '10.0.0.0/8',
      'fd00::/8',
      '::1/128',
      '0.0.0.0/0',
    ]);
  });

  it.each([
    ['10.0.0.0/33', '"10.0.0.0/33" needs a prefix length from 0 to 32'],
    ['10.0.0.0/', '"10.0.0.0/" needs a prefix length from 0 to 32'],
    ['fd00::/129', '"fd00::/129" needs a prefix length from 0 to 128'],
    ['fd00::/-1', '"fd00::/-1" needs a prefix length from 0 to 128'],
    ['10.0.0.1', '"10.0.0.1" lacks its prefix length; write 10.0.0.1/32 for one address'],
    ['::1', '"::1" lacks its prefix length; write ::1/128 for one address'],
    ['10.0.0.5/8', '"10.0.0.5/8" has bits set after its prefix; write 10.0.0.0/8'],
    ['fd12:3456::/8', '"fd12:3456::/8" has bits set after its prefix; write fd00::/8'],
    ['010.0.0.0/8', '"010.0.0.0/8" isn\'t a CIDR such as 10.0.0.0/8 or fd00::/8'],
    ['10.0.0.0/8/8', '"10.0.0.0/8/8" isn\'t a CIDR such as 10.0.0.0/8 or fd00::/8'],
    ['fe80::1%eth0/64', '"fe80::1%eth0/64" isn\'t a CIDR such as 10.0.0.0/8 or fd00::/8'],
    ['example.com/8', '"example.com/8" isn\'t a CIDR such as 10.0.0.0/8 or fd00::/8'],
    ['::ffff:10.0.0.0/104', '"::ffff:10.0.0.0/104" is a range of IPv4; write 10.0.0.0/8'],
  ])('refuses %s', (cidr, fault) => {
    expect(parseAllowedRanges(cidr)).toEqual({ kind: 'faulty', faults: [fault] });
  });

  it('names every bad item at once', () => {
    expect(parseAllowedRanges('10.0.0.0/8,,private')).toEqual({
      kind: 'faulty',
      faults: ['item 2 is empty', '"private" isn\'t a CIDR such as 10.0.0.0/8 or fd00::/8'],
    });
  });
});
