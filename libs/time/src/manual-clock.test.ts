import { describe, expect, it } from '@jest/globals';
import { ManualClock } from './manual-clock.js';

describe('the manual clock', () => {
  it('fires timers in the order of their due times, at those times', async () => {
    const clock = new ManualClock();
    const fired: string[] = [];
    clock.after(200, () => fired.push(`late ${clock.monotonic()}`));
    clock.after(100, () => {
      fired.push(`early ${clock.monotonic()}`);
      clock.after(50, () => fired.push(`nested ${clock.monotonic()}`));
    });
    clock.after(100, () => fired.push('cancelled'))();
    await clock.advance(250);
    expect(fired).toEqual(['early 100', 'nested 150', 'late 200']);
    expect(clock.monotonic()).toBe(250);
  });

  it('jumps its wall clock without moving the monotonic one', () => {
    const clock = new ManualClock('2026-01-01T00:00:00.000Z');
    clock.jump(-1000);
    expect(clock.timestamp()).toBe('2025-12-31T23:59:59.000Z');
    expect(clock.monotonic()).toBe(0);
  });
});
