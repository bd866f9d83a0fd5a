import { describe, expect, it } from '@jest/globals';
import type { Exit } from '@postrider/stack';
import { ManualClock } from '@postrider/time';
import { supervise, type Part } from './supervise.js';

/** A part that runs until it's told to die; its starts succeed unless they're told not to. */
class FakePart implements Part {
  readonly name = 'dispatcher';
  readonly startedAtMs: number[] = [];
  failing = false;
  #exit: ((exit: Exit) => void) | undefined;
  #exited: Promise<Exit> = this.#run();

  constructor(readonly clock: ManualClock) {}

  exited(): Promise<Exit> {
    return this.#exited;
  }

  start(): Promise<void> {
    this.startedAtMs.push(this.clock.monotonic());
    if (this.failing) return Promise.reject(new Error('dispatcher ended while it started'));
    this.#exited = this.#run();
    return Promise.resolve();
  }

  die(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#exit?.({ code: null, signal });
  }

  #run(): Promise<Exit> {
    return new Promise((resolve) => (this.#exit = resolve));
  }
}

function supervised(random = 1) {
  const clock = new ManualClock();
  const part = new FakePart(clock);
  const said: string[] = [];
  const stopping = new AbortController();
  void supervise(part, { clock, say: (line) => said.push(line), signal: stopping.signal, random: () => random });
  return { clock, part, said, stopping };
}

describe('supervision', () => {
  it('starts what died again after a moment, and says both', async () => {
    const { clock, part, said } = supervised();
    await clock.advance(1000);
    part.die();
    await clock.advance(499);
    expect(part.startedAtMs).toEqual([]);
    await clock.advance(1);
    expect(part.startedAtMs).toEqual([1500]);
    expect(said).toEqual(['dispatcher ended (SIGKILL); starting it again in 0.5 s', 'dispatcher is ready again']);
  });

  it('waits twice as long after each start that fails, but never longer than half a minute', async () => {
    const { clock, part, said } = supervised();
    part.failing = true;
    part.die();
    await clock.advance(120_000);
    const gaps = part.startedAtMs.map((atMs, index) => atMs - (part.startedAtMs[index - 1] ?? 0));
    expect(gaps).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(said).toContain('dispatcher ended while it started');
  });

  it('waits longer for one that dies again and again, and shortly for one that ran a minute', async () => {
    const { clock, part } = supervised();
    const waitsMs: number[] = [];
    for (const ranMs of [0, 0, 59_999, 60_000]) {
      await clock.advance(ranMs);
      const diedAtMs = clock.monotonic();
      part.die();
      while (part.startedAtMs.length === waitsMs.length) await clock.advance(1);
      waitsMs.push(clock.monotonic() - diedAtMs);
    }
    expect(waitsMs).toEqual([500, 1000, 2000, 500]);
  });

  it('starts nothing again once it is meant to stop', async () => {
    const { clock, part, said, stopping } = supervised();
    part.die();
    await clock.advance(100);
    stopping.abort();
    await clock.advance(60_000);
    expect(part.startedAtMs).toEqual([]);
    const other = supervised();
    other.stopping.abort();
    other.part.die('SIGTERM');
    await other.clock.advance(60_000);
    expect(other.said).toEqual([]);
    expect(said).toHaveLength(1);
  });
});
