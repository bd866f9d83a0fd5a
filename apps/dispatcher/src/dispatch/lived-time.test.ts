import { describe, expect, it } from '@jest/globals';
import { Clock, ManualClock, type Cancel } from '@postrider/time';
import { LivedTime } from './lived-time.js';

/** A clock whose timers come late, as they do when the event loop is held up. */
class HeldUpClock extends Clock {
  ms = 0;
  #due: (() => void)[] = [];

  override now(): number {
    return this.ms;
  }

  override monotonic(): number {
    return this.ms;
  }

  override after(_delayMs: number, action: () => void): Cancel {
    this.#due.push(action);
    return () => undefined;
  }

  turn(afterMs: number): void {
    this.ms += afterMs;
    for (const action of this.#due.splice(0)) action();
  }
}

describe('lived time', () => {
  it('is the time that passes, while the event loop turns', async () => {
    const clock = new ManualClock();
    const lived = new LivedTime(clock);
    lived.watch(() => true);
    await clock.advance(3333);
    expect(lived.nowMs).toBe(3333);
  });

  it('takes a stall for a moment, however long it was', () => {
    const clock = new HeldUpClock();
    const lived = new LivedTime(clock);
    lived.watch(() => true);
    clock.turn(50);
    clock.ms += 5000;
    expect(lived.nowMs).toBe(150);
    clock.turn(0);
    clock.turn(50);
    expect(lived.nowMs).toBe(200);
  });

  it('stands still while nothing is watched, and goes on where it was', async () => {
    const clock = new ManualClock();
    const lived = new LivedTime(clock);
    let busy = true;
    lived.watch(() => busy);
    await clock.advance(200);
    busy = false;
    await clock.advance(10_000);
    expect([lived.nowMs, clock.pending]).toEqual([250, 0]);
    busy = true;
    lived.watch(() => busy);
    await clock.advance(100);
    expect(lived.nowMs).toBe(350);
  });
});
