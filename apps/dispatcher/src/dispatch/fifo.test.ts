import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fifo } from './fifo.js';

describe('a queue with two ends', () => {
  it('gives what an array would', () => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('push' as const), count: fc.integer({ min: 1, max: 900 }) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('shift' as const), count: fc.integer({ min: 1, max: 900 }) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('pop' as const), count: fc.integer({ min: 1, max: 300 }) }),
      },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const fifo = new Fifo<number>();
        const array: number[] = [];
        const given: (number | undefined)[] = [];
        const expected: (number | undefined)[] = [];
        let pushed = 0;
        for (const { kind, count } of steps) {
          for (let time = 0; time < count; time++) {
            if (kind === 'push') {
              fifo.push(pushed);
              array.push(pushed++);
            } else {
              given.push(fifo[kind]());
              expected.push(array[kind]());
            }
            given.push(fifo.length, fifo.peek());
            expected.push(array.length, array[0]);
          }
        }
        expect(given).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});
