import { describe, expect, it } from '@jest/globals';
import { AttemptsFollowed, type Standing } from './attempts-followed.js';

const SINCE = '2026-01-01T00:00:00.000Z';

const standing = (id: string, attempts: number, status = 'retrying', run = 0): Standing => ({
  id,
  status,
  run,
  attempts,
  lastAttemptAt: attempts === 0 ? undefined : SINCE,
});

function follow() {
  const followed = new AttemptsFollowed(SINCE);
  return (newest: readonly Standing[], waiting: readonly Standing[] = []) => {
    const ids = followed.toLookAt(newest, waiting);
    for (const id of ids) followed.news(id, []);
    return ids;
  };
}

describe('what tail looks at', () => {
  it('is each delivery that had an attempt since it was looked at, once', () => {
    const looked = follow();
    expect(looked([standing('a', 1), standing('b', 0, 'pending')])).toEqual(['a']);
    expect(looked([standing('a', 1), standing('b', 0, 'pending')])).toEqual([]);
    expect(looked([standing('a', 2), standing('b', 1, 'delivered')])).toEqual(['a', 'b']);
    expect(looked([standing('a', 1, 'retrying', 1), standing('b', 1, 'delivered')])).toEqual(['a']);
  });

  it('is none whose last attempt was made before', () => {
    const old = { ...standing('a', 1), lastAttemptAt: '2025-12-31T23:59:59.999Z' };
    expect(follow()([old])).toEqual([]);
  });

  it('is one that waited for a retry and doesn’t any longer, though it is too old for the list of the newest', () => {
    const looked = follow();
    looked([], [standing('old', 3)]);
    expect(looked([])).toEqual(['old']);
    expect(looked([])).toEqual([]);
  });

  it('is again what couldn’t be looked at', () => {
    const followed = new AttemptsFollowed(SINCE);
    expect(followed.toLookAt([standing('a', 1)], [])).toEqual(['a']);
    expect(followed.toLookAt([standing('a', 1)], [])).toEqual(['a']);
  });

  it('tells of an attempt once, and of none that was made before', () => {
    const followed = new AttemptsFollowed(SINCE);
    const before = { id: 'att_1', startedAt: '2025-12-31T23:59:59.999Z' };
    const since = { id: 'att_2', startedAt: SINCE };
    expect(followed.news('a', [before, since])).toEqual([since]);
    expect(followed.news('a', [before, since])).toEqual([]);
  });
});
