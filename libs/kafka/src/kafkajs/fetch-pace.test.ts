import { beforeEach, describe, expect, it } from '@jest/globals';
import { FetchPace } from './fetch-pace.js';

let pace: FetchPace;
let nowMs: number;
beforeEach(() => {
  pace = new FetchPace();
  nowMs = 1000;
});

/** Fetches that bring so many records every so many milliseconds, for two seconds. */
function fetchEvery(ms: number, records: number): void {
  for (const endMs = nowMs + 2000; nowMs < endMs;) pace.fetched(records, (nowMs += ms));
}

describe('the pause between two fetches', () => {
  it('is none while few records come, however they come', () => {
    fetchEvery(5, 1);
    expect(pace.pauseMs).toBe(0);
    fetchEvery(250, 100);
    expect(pace.pauseMs).toBe(0);
    pace.fetched(2, (nowMs += 0.2));
    expect(pace.pauseMs).toBe(0);
  });

  it('grows with their rate, up to 4 ms', () => {
    fetchEvery(1, 1);
    expect(pace.pauseMs).toBe(1);
    fetchEvery(1, 5);
    expect(pace.pauseMs).toBe(4);
    fetchEvery(50, 5000);
    expect(pace.pauseMs).toBe(4);
  });

  it('is none after a fetch that was waited for and brought nothing', () => {
    fetchEvery(1, 5);
    pace.fetched(0, (nowMs += 1));
    expect(pace.pauseMs).toBe(0);
  });

  it('ends soon after they do', () => {
    fetchEvery(1, 5);
    fetchEvery(100, 1);
    expect(pace.pauseMs).toBe(0);
  });
});
