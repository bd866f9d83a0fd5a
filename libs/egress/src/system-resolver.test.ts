import { createSocket, type Socket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemResolver, type SystemLookup } from './system-resolver.js';

const A = 1;
const AAAA = 28;

describe('the system resolver', () => {
  let server: Socket;
  let questions: string[];
  let dns: Resolver;

  /** A DNS server on loopback: `both` has two records, `v4` one, `hang` is never answered, the rest doesn't exist. */
  beforeEach(async () => {
    questions = [];
    server = createSocket('udp4').on('message', (query, { port, address }) => {
      const { name, type, end } = question(query);
      questions.push(name);
      if (name.startsWith('hang')) return;
      const known = name === 'both.test' || name === 'v4.test';
      const record = name === 'v4.test' && type === AAAA ? [] : [type === A ? ipv4Record : ipv6Record];
      const header = Buffer.from(query.subarray(0, 12));
      header.writeUInt16BE(known ? 0x8180 : 0x8183, 2);
      header.writeUInt16BE(known ? record.length : 0, 6);
      header.writeUInt32BE(0, 8);
      server.send(Buffer.concat([header, query.subarray(12, end), ...(known ? record : [])]), port, address);
    });
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
    dns = asking(60_000);
  });

  const asking = (timeoutMs: number): Resolver => {
    const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
    resolver.setServers([`127.0.0.1:${server.address().port}`]);
    return resolver;
  };

  afterEach(() => {
    dns.cancel();
    server.close();
  });

  it('answers every A and AAAA record, IPv4 first', async () => {
    const { resolve } = new SystemResolver(dns, unasked);
    await expect(resolve('both.test')).resolves.toEqual(['192.0.2.1', '2001:db8::1']);
    await expect(resolve('v4.test')).resolves.toEqual(['192.0.2.1']);
  });

  it('asks the system for what DNS does not know', async () => {
    const { resolve } = new SystemResolver(dns, (hostname) => {
      if (hostname === 'in-hosts-file') return Promise.resolve([{ address: '127.0.0.2' }]);
      return Promise.reject(new Error('ENOTFOUND'));
    });
    await expect(resolve('in-hosts-file')).resolves.toEqual(['127.0.0.2']);
    await expect(resolve('nowhere.test')).rejects.toThrow('ENOTFOUND');
  });

  it('never takes a name whose servers hang to the system, whose threads are few', async () => {
    const { resolve } = new SystemResolver(asking(50), unasked);
    await expect(resolve('hang.test')).rejects.toMatchObject({ code: 'ETIMEOUT' });
  });

  it('keeps no name waiting for another', async () => {
    const { resolve } = new SystemResolver(dns, unasked);
    const ended: string[] = [];
    const hanging = Array.from({ length: 20 }, (_, index) =>
      resolve(`hang-${index}.test`).catch(() => ended.push('hanging')),
    );
    await resolve('both.test').then(() => ended.push('answered'));
    expect(ended).toEqual(['answered']);
    dns.cancel();
    await Promise.all(hanging);
    expect(ended).toHaveLength(21);
  });

  it('asks once for those who ask at the same time, and again for those who come later', async () => {
    const { resolve } = new SystemResolver(dns, unasked);
    await Promise.all([resolve('both.test'), resolve('both.test'), resolve('both.test')]);
    expect(questions).toHaveLength(2);
    await resolve('both.test');
    expect(questions).toHaveLength(4);
  });

  it('lets the system look for two names at once, and takes the next when one is found', async () => {
    const underway: (() => void)[] = [];
    const knowsNothing = (): Promise<never> => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    const { resolve } = new SystemResolver({ resolve4: knowsNothing, resolve6: knowsNothing }, (hostname) => {
      return new Promise((found) => underway.push(() => found([{ address: hostname }])));
    });
    const names = ['one', 'two', 'three', 'four'].map((hostname) => resolve(hostname));
    await settled();
    expect(underway).toHaveLength(2);
    underway[1]?.();
    await settled();
    expect(underway).toHaveLength(3);
    underway[0]?.();
    await settled();
    expect(underway).toHaveLength(4);
    for (const find of underway) find();
    await expect(Promise.all(names)).resolves.toEqual([['one'], ['two'], ['three'], ['four']]);
  });
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const unasked: SystemLookup = (hostname) => Promise.reject(new Error(`the system was asked for ${hostname}`));

const ipv4Record = record(A, [192, 0, 2, 1]);
const ipv6Record = record(AAAA, [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);

/** A resource record for the name that was asked (RFC 1035 section 4.1.3). */
function record(type: number, data: readonly number[]): Buffer {
  return Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length, ...data]);
}

function question(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}
