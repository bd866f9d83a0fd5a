import { describe, expect, it } from '@jest/globals';
import { AddressRange } from './address-range.js';
import { EgressPolicy } from './egress-policy.js';
import { judgeHost, type Resolve } from './judge-host.js';

const strict = new EgressPolicy();
const answering =
  (...addresses: string[]): Resolve =>
  () =>
    Promise.resolve(addresses);
const neverAsked: Resolve = (hostname) => Promise.reject(new Error(`asked for ${hostname}`));

describe('a host', () => {
  it('may be called at all of its addresses when every one is public', async () => {
    await expect(judgeHost('hooks.example.com', strict, answering('1.1.1.1', '2606:4700::1111'))).resolves.toEqual({
      kind: 'allowed',
      addresses: ['1.1.1.1', '2606:4700::1111'],
    });
  });

  it.each([
    ['10.0.0.1', 'private'],
    ['::ffff:10.0.0.1', 'ipv4_mapped'],
    ['169.254.169.254', 'metadata'],
    ['fe80::1%eth0', 'not_an_address'],
    ['nonsense', 'not_an_address'],
  ])('must not be called at all when one answer among public ones is %s', async (answer, range) => {
    for (const answers of [
      [answer, '1.1.1.1'],
      ['1.1.1.1', '2606:4700::1111', answer],
    ]) {
      await expect(judgeHost('hooks.example.com', strict, answering(...answers))).resolves.toMatchObject({
        kind: 'forbidden',
        range,
      });
    }
  });

  it('is refused without saying what a resolver inside answered', async () => {
    const verdict = await judgeHost('db.internal', strict, answering('10.20.30.40'));
    expect(verdict).toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('db.internal resolves to an address'),
    });
    expect(JSON.stringify(verdict)).not.toContain('10.20.30.40');
  });

  it('is unresolvable when the resolver has no answer or fails', async () => {
    const unresolvable = { kind: 'unresolvable', message: "the host name nowhere.example can't be resolved" };
    await expect(judgeHost('nowhere.example', strict, answering())).resolves.toEqual(unresolvable);
    await expect(judgeHost('nowhere.example', strict, neverAsked)).resolves.toEqual(unresolvable);
  });

  it('that is an address is judged as it stands', async () => {
    for (const hostname of ['::1', '[::1]', '127.0.0.1']) {
      await expect(judgeHost(hostname, strict, neverAsked)).resolves.toMatchObject({
        kind: 'forbidden',
        range: 'loopback',
      });
    }
    await expect(judgeHost('[2606:4700::1111]', strict, neverAsked)).resolves.toEqual({
      kind: 'allowed',
      addresses: ['2606:4700::1111'],
    });
  });

  it('named localhost is the opened loopback addresses, whatever a resolver says', async () => {
    for (const hostname of ['localhost', 'LocalHost.', 'api.localhost']) {
      await expect(judgeHost(hostname, strict, answering('1.1.1.1'))).resolves.toMatchObject({ range: 'loopback' });
      const withIpv4 = new EgressPolicy([AddressRange.of('127.0.0.0/8')]);
      await expect(judgeHost(hostname, withIpv4, neverAsked)).resolves.toEqual({
        kind: 'allowed',
        addresses: ['127.0.0.1'],
      });
    }
  });
});
