import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { selfSigned } from '@postrider/testing';
import { KnownSecrets } from './known-secrets.js';

const SECRET = 'whsec_c2VjcmV0IG9mIGFuIGVuZHBvaW50';

describe('what must be in no log', () => {
  let folder: string;
  let secrets: KnownSecrets;
  const write = (text: string) => appendFile(join(folder, 'a.log'), text);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'postrider-'));
    await writeFile(join(folder, 'a.log'), '{"event":"service.started"}\n');
    secrets = new KnownSecrets();
    secrets.add('a secret', SECRET);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each([
    ['as it is', SECRET],
    ['without its prefix', SECRET.slice(6)],
    ['in base64, as a header has it', Buffer.from(SECRET).toString('base64')],
  ])('is found %s', async (_how, text) => {
    expect(await secrets.leaksIn(folder)).toEqual([]);
    await write(`{"error":"… ${text} …"}\n`);
    expect(await secrets.leaksIn(folder)).toEqual(['a secret in a.log']);
  });

  it('is found line by line where it’s a key, however it’s quoted', async () => {
    const { key } = selfSigned('client.example');
    secrets.add('a key', key);
    await write(JSON.stringify({ detail: key }));
    expect(await secrets.leaksIn(folder)).toEqual(['a key in a.log']);
  });

  it('is found also where one look ended in the middle of it', async () => {
    await write(SECRET.slice(0, 20));
    expect(await secrets.leaksIn(folder)).toEqual([]);
    await write(SECRET.slice(20));
    expect(await secrets.leaksIn(folder)).toEqual(['a secret in a.log']);
  });

  it('is refused when it’s so short that something else could look like it', () => {
    expect(() => secrets.add('a word', 'word')).toThrow(RangeError);
  });
});
