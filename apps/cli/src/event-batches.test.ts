import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventBatches } from './event-batches.js';

async function* chunks(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  for (const text of texts) yield await Promise.resolve(text);
}

async function all(source: AsyncIterable<string | Uint8Array>, maxEvents?: number, maxBytes?: number) {
  const batches = [];
  for await (const batch of eventBatches(source, maxEvents, maxBytes)) batches.push(batch);
  return batches;
}

describe('lines of events', () => {
  it('are taken as they stand, with their numbers, without those that are empty', async () => {
    expect(await all(chunks('{"a":1.0}\r\n\n{"a"', ':2}'))).toEqual([
      [
        { line: 1, json: '{"a":1.0}' },
        { line: 3, json: '{"a":2}' },
      ],
    ]);
    expect(await all(chunks('\n\n'))).toEqual([]);
  });

  it('come in batches of no more than one request takes', async () => {
    const lines = chunks('1\n2\n3\n"four"\n5');
    expect((await all(lines, 2)).map((batch) => batch.length)).toEqual([2, 2, 1]);
    expect((await all(chunks('1\n2\n"12345"\n3'), 10, 8)).map((batch) => batch.length)).toEqual([2, 1, 1]);
  });

  it('say where one isn’t JSON, or is too long', async () => {
    await expect(all(chunks('1\n{"a":\n'))).rejects.toThrow('Line 2 isn');
    await expect(all(chunks('1\n', 'x'.repeat(20)), 10, 10)).rejects.toThrow('Line 2 is more');
  });

  it('are the same wherever their bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.json(), { minLength: 1, maxLength: 10 }),
        fc.array(fc.nat(40), { maxLength: 10 }),
        async (events, cuts) => {
          const bytes = Buffer.from(events.join('\n'));
          const pieces: Uint8Array[] = [];
          let from = 0;
          for (const cut of cuts) pieces.push(bytes.subarray(from, (from += cut)));
          pieces.push(bytes.subarray(from));
          const found = (await all(chunks(...pieces))).flat().map(({ json }) => json);
          expect(found).toEqual(events.map((event) => event.trim()));
        },
      ),
    );
  });
});
