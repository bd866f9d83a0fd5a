import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inOrderOfKeys } from './in-order.js';

describe('tasks in the order of their keys', () => {
  it('run at once, but those of one key one after another, whenever each is done', async () => {
    const items = fc.array(fc.record({ key: fc.constantFrom('a', 'b', undefined), rank: fc.nat(50) }), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(items, async (given) => {
        const underWay: { readonly index: number; readonly end: () => void }[] = [];
        const ended: number[] = [];
        const all = inOrderOfKeys(
          given,
          ({ key }) => key,
          async (_item, index) => {
            await new Promise<void>((end) => underWay.push({ index, end }));
            ended.push(index);
          },
        );
        while (ended.length < given.length) {
          const keys = underWay.flatMap(({ index }) => given[index]?.key ?? []);
          expect(new Set(keys).size).toBe(keys.length);
          underWay.sort((a, b) => (given[a.index]?.rank ?? 0) - (given[b.index]?.rank ?? 0));
          underWay.shift()?.end();
          await new Promise(setImmediate);
        }
        await all;
        for (const key of ['a', 'b']) {
          const ofKey = ended.filter((index) => given[index]?.key === key);
          expect(ofKey).toEqual([...ofKey].sort((a, b) => a - b));
        }
      }),
    );
  });
});
