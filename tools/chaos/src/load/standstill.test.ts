import { describe, expect, it } from '@jest/globals';
import { Standstill } from './standstill.js';

const BLOCK_MS = 400;

/** This whole thread does nothing. */
const block = (): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCK_MS);

describe('a standstill', () => {
  it('is known for the time that it lasted, and for no other', () => {
    const standstill = new Standstill();
    const fromMs = performance.now();
    block();
    const toMs = performance.now();
    standstill.stop();
    const lostMs = standstill.lostMs(fromMs, toMs);
    expect(lostMs).toBeGreaterThan(BLOCK_MS / 2);
    expect(lostMs).toBeLessThanOrEqual(toMs - fromMs);
    expect(standstill.lostMs(fromMs - 1000, fromMs)).toBe(0);
    expect(standstill.lostMs(toMs + 1000, toMs + 2000)).toBe(0);
  });
});
