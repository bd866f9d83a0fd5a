import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AddressRange } from './address-range.js';
import { EgressPolicy } from './egress-policy.js';
import { judgeUrl, MAX_URL_LENGTH } from './judge-url.js';

const strict = new EgressPolicy();
const withLoopback = new EgressPolicy([AddressRange.of('127.0.0.0/8')]);

describe("an endpoint's URL", () => {
  it('is acceptable over http and https, with a port, a path and a query', () => {
    for (const text of [
      'https://example.com',
      'http://example.com:8080/hooks?tenant=a%20b',
      'https://1.1.1.1/',
      'https://[2606:4700::1111]:8443/hooks',
      'https://bücher.example/hooks',
      'https://localhost.example.com/',
    ]) {
      expect(judgeUrl(text, strict)).toEqual({ kind: 'acceptable', url: new URL(text) });
    }
  });

  it.each([
    ['ftp://example.com/', ['scheme']],
    ['javascript:alert(1)', ['scheme']],
    ['example.com/hooks', ['unreadable']],
    ['/hooks', ['unreadable']],
    ['', ['unreadable']],
    ['https://', ['unreadable']],
    ['https://example.com:65536/', ['unreadable']],
    ['https://exa mple.com/', ['unreadable']],
    ['https://exa\tmple.com/', ['unreadable']],
    [' https://example.com/', ['unreadable']],
    ['https://example.com/\n', ['unreadable']],
    ['https://user@example.com/', ['userinfo']],
    ['https://:secret@example.com/', ['userinfo']],
    ['https://example.com/#part', ['fragment']],
    ['https://example.com/#', ['fragment']],
    ['https://example.com:0/', ['port']],
    ['https://[fe80::1%25eth0]/', ['unreadable']],
    ['ftp://user:secret@127.0.0.1:0/#part', ['scheme', 'userinfo', 'fragment', 'port', 'address_forbidden']],
    [`https://example.com/${'a'.repeat(MAX_URL_LENGTH)}`, ['too_long']],
    [`https://example.com/${'é'.repeat(MAX_URL_LENGTH / 4)}`, ['too_long']],
  ])('is refused: %j for %j', (text, codes) => {
    const verdict = judgeUrl(text, strict);
    expect(verdict.kind === 'faulty' && verdict.faults.map(({ code }) => code)).toEqual(codes);
  });

  it('may be 2,048 characters long, and no more', () => {
    const longest = `https://example.com/`.padEnd(MAX_URL_LENGTH, 'a');
    expect(judgeUrl(longest, strict).kind).toBe('acceptable');
    expect(judgeUrl(`${longest}a`, strict).kind).toBe('faulty');
  });

  it.each([
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '017700000001',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '127.0.0.1.',
    '127.0.0.01',
    '%31%32%37.0.0.1',
    '127。0。0。1',
    '１２７.０.０.１',
    '①②⑦.0.0.1',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    'localhost',
    'LOCALHOST',
    'localhost.',
    'api.localhost',
    'ｌｏｃａｌｈｏｓｔ',
    '0',
    '0.0.0.0',
    '[::]',
    '169.254.169.254',
    '0xa9fea9fe',
    '[fd00:ec2::254]',
  ])('must not name this machine or its metadata service, also not as %s', (host) => {
    for (const text of [`http://${host}/`, `https://${host}:8443/hooks`]) {
      expect(judgeUrl(text, strict)).toMatchObject({ kind: 'faulty', faults: [{ code: 'address_forbidden' }] });
    }
  });

  it('never lets a private IPv4 address through, in any spelling that the parser takes', () => {
    const part = (value: number): fc.Arbitrary<string> =>
      fc.constantFrom(
        String(value),
        `0x${value.toString(16)}`,
        `0X${value.toString(16).toUpperCase()}`,
        `0${value.toString(8)}`,
      );
    const octet = fc.integer({ min: 0, max: 255 });
    const spelled = fc
      .tuple(octet, octet, octet, fc.integer({ min: 1, max: 4 }))
      .chain(([b, c, d, parts]) => {
        const octets = [10, b, c, d];
        const last = octets.slice(parts - 1).reduce((value, next) => value * 256 + next, 0);
        return fc.tuple(...[...octets.slice(0, parts - 1), last].map(part));
      })
      .map((parts) => parts.join('.'));
    fc.assert(
      fc.property(spelled, (host) => {
        expect(judgeUrl(`http://${host}/`, strict)).toMatchObject({ faults: [{ code: 'address_forbidden' }] });
      }),
    );
  });

  it('may be localhost where the operator opened loopback', () => {
    for (const host of ['localhost', 'a.localhost', '127.0.0.1', '[::ffff:127.0.0.1]']) {
      expect(judgeUrl(`http://${host}:3000/`, withLoopback).kind).toBe('acceptable');
    }
    expect(judgeUrl('http://[::1]:3000/', withLoopback).kind).toBe('faulty');
  });

  it('is refused in the words that a connection would be refused in', () => {
    const verdict = strict.judge('10.1.2.3');
    expect(judgeUrl('http://0xa.1.2.3/', strict)).toEqual({
      kind: 'faulty',
      faults: [{ code: 'address_forbidden', message: verdict.kind === 'forbidden' && verdict.message }],
    });
  });
});
