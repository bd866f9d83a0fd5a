import { beforeEach, describe, expect, it } from '@jest/globals';
import { LoadPace, PROMPT } from './load-pace.js';

let pace: LoadPace;
let nowMs: number;
beforeEach(() => {
  pace = new LoadPace(PROMPT);
  nowMs = 1000;
});

/** Requests with so many records every so many milliseconds, for two seconds. */
function requestEvery(ms: number, records: number): void {
  for (const endMs = nowMs + 2000; nowMs < endMs;) pace.noted(records, (nowMs += ms));
}

describe('the gap between two requests', () => {
  it('is none while few records come, however they come', () => {
    requestEvery(5, 1);
    expect(pace.gapMs).toBe(0);
    requestEvery(250, 50);
    expect(pace.gapMs).toBe(0);
    pace.noted(2, (nowMs += 0.2));
    expect(pace.gapMs).toBe(0);
  });

  it('grows with their rate, up to its bound', () => {
    requestEvery(2, 1);
    expect(pace.gapMs).toBe(3);
    requestEvery(1, 2);
    expect(pace.gapMs).toBe(8);
    requestEvery(50, 5000);
    expect(pace.gapMs).toBe(8);
  });

  it('ends soon after they do', () => {
    requestEvery(1, 5);
    requestEvery(100, 1);
    expect(pace.gapMs).toBe(0);
  });
});
