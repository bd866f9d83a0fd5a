import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { encodeCursor, type Cursor } from '@postrider/persistence';
import type { Page } from '@postrider/schemas';
import { inOneLine, ndjson } from './ndjson.js';

/** A list of so many pages of two numbers each, that tells how far it was read. */
function listOf(pages: number) {
  const list = {
    read: 0,
    page: (after: Cursor | undefined): Promise<Page<number>> => {
      const number = after ? Number(after.id) : 0;
      list.read += 1;
      const isLast = number === pages - 1;
      const nextCursor = isLast ? null : encodeCursor({ at: new Date(0).toISOString(), id: String(number + 1) });
      return Promise.resolve({ data: number % 3 === 1 ? [] : [number, number], nextCursor });
    },
  };
  return list;
}

describe('a list as a stream', () => {
  it('has a line for each item of every page, also behind a page without any', async () => {
    const stream = await ndjson(listOf(4).page, (item) => `{"n":${item}}`);
    const text = Buffer.concat((await stream.toArray()) as Buffer[]).toString();
    expect(text).toBe('{"n":0}\n{"n":0}\n{"n":2}\n{"n":2}\n{"n":3}\n{"n":3}\n');
  });

  it('reads no further than somebody takes it', async () => {
    const list = listOf(1000);
    const stream = await ndjson(list.page, () => 'x'.repeat(40_000));
    stream.read();
    await once(stream, 'readable');
    expect(list.read).toBeLessThan(8);
    stream.destroy();
    await once(stream, 'close');
    expect(list.read).toBeLessThan(8);
  });

  it('rejects when its first page can’t be read, and breaks off at a later one', async () => {
    const fault = new Error('away');
    await expect(ndjson(() => Promise.reject(fault), String)).rejects.toBe(fault);
    const { page } = listOf(2);
    const stream = await ndjson((after) => (after ? Promise.reject(fault) : page(after)), String);
    await expect(stream.toArray()).rejects.toBe(fault);
  });
});

describe('JSON in one line', () => {
  it('keeps every byte but line breaks', () => {
    const json = Buffer.from('{\r\n\t"a": 1.0,\n "b": "\\n é"\n}');
    expect(inOneLine(json).toString()).toBe('{  \t"a": 1.0,  "b": "\\n é" }');
    const plain = Buffer.from('{"amount":1.0,"id":12345678901234567890}');
    expect(inOneLine(plain)).toBe(plain);
  });
});
