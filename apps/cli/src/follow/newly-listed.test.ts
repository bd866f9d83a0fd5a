import { describe, expect, it } from '@jest/globals';
import { NewlyListed } from './newly-listed.js';

const at = (seconds: number): string => new Date(1_767_225_600_000 + seconds * 1000).toISOString();
const event = (id: string, seconds: number) => ({ id, acceptedAt: at(seconds) });

describe('a list that is followed', () => {
  it('gives each item once, oldest first, over pages, and one that is listed late as well', async () => {
    let listed = [event('c', 2), event('a', 0)];
    const asked: string[] = [];
    const followed = new NewlyListed(Date.parse(at(0)), ({ since, cursor }) => {
      asked.push(since);
      const there = listed.filter(({ acceptedAt }) => acceptedAt >= since);
      const from = Number(cursor ?? 0);
      const more = from + 1 < there.length;
      return Promise.resolve({ data: there.slice(from, from + 1), nextCursor: more ? String(from + 1) : null });
    });
    const ids = async () => (await followed.look()).map(({ id }) => id);
    expect(await ids()).toEqual(['a', 'c']);
    listed = [event('c', 2), event('b', 1), event('a', 0)];
    expect(await ids()).toEqual(['b']);
    listed = [event('d', 100), ...listed];
    expect(await ids()).toEqual(['d']);
    expect(await ids()).toEqual([]);
    expect(asked.at(-1)).toBe(at(40));
  });
});
