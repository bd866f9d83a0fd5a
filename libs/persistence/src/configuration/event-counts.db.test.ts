import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Scene } from '../testing/scene.js';
import { forgetEventCounts, shareEventCounts } from './event-counts.js';

const DAY = '2026-03-01';

describe('counts of events', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('event_counts'));

  const share = async (process: string, counts: Record<string, number>, day = DAY) =>
    Object.fromEntries(await shareEventCounts(scene.sql, process, day, new Map(Object.entries(counts))));

  it('are those of the other processes, each by what it said last', async () => {
    expect(await share('a', { acme: 3, globex: 1 })).toEqual({});
    expect(await share('b', { acme: 5 })).toEqual({ acme: 3 });
    expect(await share('a', { acme: 4, globex: 1 })).toEqual({ acme: 5 });
    expect(await share('a', { acme: 4 })).toEqual({ acme: 5 });
    expect(await share('c', { acme: 0, globex: 0 })).toEqual({ acme: 9, globex: 1 });
  });

  it('begin anew each day, and are forgotten after a while', async () => {
    await share('a', { acme: 3 });
    expect(await share('b', { acme: 1 }, '2026-03-02')).toEqual({});
    expect(await forgetEventCounts(scene.sql, '2026-03-02')).toBe(1);
    expect(await share('c', { acme: 0 })).toEqual({});
    expect(await share('c', { acme: 0 }, '2026-03-02')).toEqual({ acme: 1 });
  });
});
