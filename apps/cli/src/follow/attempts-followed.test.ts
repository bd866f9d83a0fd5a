import { describe, expect, it } from '@jest/globals';
import { AttemptsFollowed, type Standing } from './attempts-followed.js';

const standing = (id: string, attempts: number, status = 'retrying', run = 0): Standing => ({
  id,
  status,
  run,
  attempts,
});

describe('what tail looks at', () => {
  it('is each delivery that had an attempt since it was looked at, once', () => {
    const followed = new AttemptsFollowed('2026-01-01T00:00:00.000Z');
    expect(followed.toLookAt([standing('a', 1), standing('b', 0, 'pending')], [])).toEqual(['a']);
    expect(followed.toLookAt([standing('a', 1), standing('b', 0, 'pending')], [])).toEqual([]);
    expect(followed.toLookAt([standing('a', 2), standing('b', 1, 'delivered')], [])).toEqual(['a', 'b']);
    expect(followed.toLookAt([standing('a', 1, 'retrying', 1), standing('b', 1, 'delivered')], [])).toEqual(['a']);
  });

  it('is one that waited for a retry and doesn’t any longer, though it is too old for the list of the newest', () => {
    const followed = new AttemptsFollowed('2026-01-01T00:00:00.000Z');
    followed.toLookAt([], [standing('old', 3)]);
    expect(followed.toLookAt([], [])).toEqual(['old']);
    expect(followed.toLookAt([], [])).toEqual([]);
  });

  it('tells of an attempt once, and of none that was made before', () => {
    const followed = new AttemptsFollowed('2026-01-01T00:00:00.000Z');
    const before = { id: 'att_1', startedAt: '2025-12-31T23:59:59.999Z' };
    const since = { id: 'att_2', startedAt: '2026-01-01T00:00:00.000Z' };
    expect(followed.news([before, since])).toEqual([since]);
    expect(followed.news([before, since])).toEqual([]);
  });
});
