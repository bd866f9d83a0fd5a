import { describe, expect, it } from '@jest/globals';
import { parseEgressIps } from './egress-ips.js';
import { parseProxyUrl, ProxyExceptions } from './egress-proxy.js';

describe('the URL of an egress proxy', () => {
  it('says where it is, and who we are there', () => {
    expect(parseProxyUrl('http://proxy.example:3128')).toEqual({
      kind: 'parsed',
      proxy: { secure: false, hostname: 'proxy.example', port: 3128, authorization: undefined },
    });
    expect(parseProxyUrl('https://us:p%40ss@[::1]/')).toEqual({
      kind: 'parsed',
      proxy: {
        secure: true,
        hostname: '::1',
        port: 443,
        authorization: `Basic ${Buffer.from('us:p@ss').toString('base64')}`,
      },
    });
  });

  it.each([
    'socks5://proxy:1080',
    'proxy:3128',
    'http://',
    'http://proxy/path',
    'http://proxy/?a=secret',
    'http://%ff:secret@proxy',
  ])('is refused in words that have no password in them: %s', (text) => {
    const parsed = parseProxyUrl(text);
    expect(parsed.kind).toBe('faulty');
    expect(JSON.stringify(parsed)).not.toContain('secret');
  });
});

describe('the exceptions from an egress proxy', () => {
  const except = ProxyExceptions.parse(['Hooks.example', '.internal.example', '10.0.0.0/8', '::1']);
  if (!(except instanceof ProxyExceptions)) throw new Error('they were refused');

  it.each([
    ['hooks.example', [], true],
    ['HOOKS.example.', [], true],
    ['a.hooks.example', [], false],
    ['internal.example', [], true],
    ['a.b.internal.example', [], true],
    ['notinternal.example', [], false],
    ['other.example', ['10.1.2.3', '::1'], true],
    ['other.example', ['10.1.2.3', '11.1.2.3'], false],
    ['other.example', [], false],
  ])('have %s at %j: %s', (hostname, addresses, had) => {
    expect(except.has(hostname, addresses)).toBe(had);
  });

  it('are refused by name where they are none', () => {
    expect(ProxyExceptions.parse(['a b', '10.0.0.1/8', '*.example', ''])).toEqual({
      faults: [
        '"a b" is no host name and no CIDR',
        expect.stringContaining('write 10.0.0.0/8'),
        '"*.example" is no host name and no CIDR',
        '"" is no host name and no CIDR',
      ],
    });
  });
});

describe('the addresses that deliveries come from', () => {
  it('are addresses and ranges', () => {
    expect(parseEgressIps('')).toEqual({ kind: 'parsed', ips: [] });
    expect(parseEgressIps('192.0.2.1, 2001:db8::/64')).toEqual({
      kind: 'parsed',
      ips: ['192.0.2.1', '2001:db8::/64'],
    });
    expect(parseEgressIps('192.0.2.1,here')).toMatchObject({ kind: 'faulty' });
  });
});
