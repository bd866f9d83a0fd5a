import { Resolver } from 'node:dns/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerTo, NameServer } from './name-server.js';

describe('a name server', () => {
  let server: NameServer;
  let asked = 0;
  const resolver = new Resolver();

  beforeAll(async () => {
    server = await NameServer.start((name) => (name === 'a.test' ? `127.0.0.${++asked}` : undefined));
    resolver.setServers([server.address]);
  });
  afterAll(() => server.stop());

  it('answers each question anew', async () => {
    expect(await resolver.resolve4('a.test')).toEqual(['127.0.0.1']);
    expect(await resolver.resolve4('A.test')).toEqual(['127.0.0.2']);
  });

  it('knows no other names, and no other types', async () => {
    await expect(resolver.resolve4('b.test')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(resolver.resolve6('a.test')).rejects.toMatchObject({ code: 'ENODATA' });
  });

  it('says nothing to what is no question', () => {
    expect(answerTo(Buffer.alloc(5), () => '127.0.0.1')).toBeUndefined();
    expect(answerTo(Buffer.from('000001000001000000000000ff', 'hex'), () => '127.0.0.1')).toBeUndefined();
  });
});
