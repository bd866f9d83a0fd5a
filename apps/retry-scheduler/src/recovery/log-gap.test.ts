import { describe, expect, it } from '@jest/globals';
import { logGap } from './log-gap.js';

const at = (partition: number, next: number, topic = 'a') => ({ topic, partition, next });

describe('what the log lacks of a topic', () => {
  it('is what came after the database’s position, and of a partition that it never read all', () => {
    const extents = new Map([
      [0, { first: 0, end: 10 }],
      [1, { first: 0, end: 5 }],
    ]);
    const gap = logGap('a', extents, [at(0, 7), at(1, 4, 'another')]);
    expect(gap).toEqual({
      offsets: new Map([
        [0, 7],
        [1, 0],
      ]),
      again: 8,
      lost: 0,
      isAhead: false,
      ends: [at(0, 10), at(1, 5)],
    });
  });

  it('is lost where Kafka keeps it no longer', () => {
    const gap = logGap('a', new Map([[0, { first: 6, end: 10 }]]), [at(0, 2)]);
    expect(gap).toMatchObject({ offsets: new Map([[0, 6]]), again: 4, lost: 4 });
  });

  it.each([
    ['has fewer records', new Map([[0, { first: 0, end: 3 }]])],
    ['lacks a partition', new Map([[1, { first: 0, end: 30 }]])],
    ['isn’t there', new Map<number, never>()],
  ])('can’t be told where the database has read further, since the topic %s', (_why, extents) => {
    expect(logGap('a', extents, [at(0, 9)])).toMatchObject({ isAhead: true });
  });

  it('is nothing where neither has anything', () => {
    expect(logGap('a', new Map(), [at(0, 9, 'another')])).toMatchObject({ again: 0, isAhead: false });
  });
});
