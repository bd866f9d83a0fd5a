import { describe, expect, it } from '@jest/globals';
import { allPages } from './all-pages.js';

describe('a list of several pages', () => {
  const pages = [
    { data: [1, 2], nextCursor: 'b' },
    { data: [], nextCursor: 'c' },
    { data: [3], nextCursor: null },
  ];

  it('is walked to its end, and no further than it’s wanted', async () => {
    const asked: (string | undefined)[] = [];
    const list = () =>
      allPages((cursor) => {
        asked.push(cursor);
        return Promise.resolve(pages[['a', 'b', 'c'].indexOf(cursor ?? 'a')] ?? { data: [], nextCursor: null });
      });
    const all: number[] = [];
    for await (const item of list()) all.push(item);
    expect(all).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, 'b', 'c']);
    asked.length = 0;
    for await (const item of list()) if (item === 1) break;
    expect(asked).toEqual([undefined]);
  });
});
