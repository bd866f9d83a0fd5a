import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeyedQueues } from './keyed-queues.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('keyed queues', () => {
  it('run the tasks of a key one after another in order, and those of other keys meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', 'c', undefined), { maxLength: 60 }), async (keys) => {
        const queues = new KeyedQueues();
        const running = new Map<string, number>();
        const finished = new Map<string, number[]>();
        let mostAtOnce = 0;
        let atOnce = 0;
        for (const [index, key] of keys.entries()) {
          queues.run(key, async () => {
            atOnce += 1;
            mostAtOnce = Math.max(mostAtOnce, atOnce);
            if (key !== undefined) running.set(key, (running.get(key) ?? 0) + 1);
            if (key !== undefined) expect(running.get(key)).toBe(1);
            for (let turns = index % 3; turns >= 0; turns--) await turn();
            if (key !== undefined) running.set(key, 0);
            finished.set(key ?? '', [...(finished.get(key ?? '') ?? []), index]);
            atOnce -= 1;
          });
        }
        for (let turns = 0; turns < keys.length * 4 + 4; turns++) await turn();
        expect([...finished.values()].flat()).toHaveLength(keys.length);
        for (const key of ['a', 'b', 'c'])
          expect(finished.get(key) ?? []).toEqual([...(finished.get(key) ?? [])].sort((x, y) => x - y));
        expect(mostAtOnce).toBe(
          new Set(keys.filter((key) => key)).size + keys.filter((key) => key === undefined).length,
        );
        expect(queues.busy).toBe(0);
      }),
      { numRuns: 30 },
    );
  });
});
