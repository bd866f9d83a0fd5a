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
      ends: [at(0, 10), at(1, 5)],
    });
  });

  it('is lost where Kafka keeps it no longer', () => {
    const gap = logGap('a', new Map([[0, { first: 6, end: 10 }]]), [at(0, 2)]);
    expect(gap).toMatchObject({ offsets: new Map([[0, 6]]), again: 4, lost: 4 });
  });

  it('is nothing where the database is ahead of a topic that was made anew', () => {
    const gap = logGap('a', new Map([[0, { first: 0, end: 3 }]]), [at(0, 9)]);
    expect(gap).toMatchObject({ offsets: new Map([[0, 3]]), again: 0, lost: 0 });
  });
});
