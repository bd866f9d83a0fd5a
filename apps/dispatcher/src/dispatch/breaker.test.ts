import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Breaker, type BreakerState } from './breaker.js';
import type { EndpointHealth } from './endpoint-health.js';

function scene(chance = 0) {
  const moves: BreakerState[] = [];
  const breaker = new Breaker(
    () => chance,
    (_, to) => moves.push(to),
  );
  /** One attempt, from begin to end. */
  const attempt = (health: EndpointHealth, nowMs: number, most = 10): void =>
    breaker.ended(breaker.begin(), health, nowMs, most);
  const open = (nowMs: number): void => {
    for (let failures = 0; failures < 5; failures++) attempt('unreachable', nowMs);
  };
  return { breaker, moves, attempt, open };
}

const ILL: readonly EndpointHealth[] = ['failing', 'unreachable', 'hung'];
const anyHealth = fc.constantFrom<EndpointHealth>('well', 'refusing', 'failing', 'unreachable', 'hung', 'unknown');

describe('an endpoint’s breaker', () => {
  it('opens after five failures in a row, of whatever kinds, and not for a 429 or what tells nothing', () => {
    const { breaker, attempt } = scene();
    for (const health of ['failing', 'hung', 'refusing', 'unknown', 'unreachable', 'failing'] as const)
      attempt(health, 0);
    expect(breaker.state).toBe('closed');
    attempt('hung', 0);
    expect(breaker.state).toBe('open');
    expect(breaker.capacity(10)).toBe(0);
  });

  it('begins to count anew with each success', () => {
    const { breaker, attempt } = scene();
    for (let round = 0; round < 10; round++) {
      for (let failures = 0; failures < 4; failures++) attempt('failing', 0);
      attempt('well', 0);
    }
    expect(breaker.state).toBe('closed');
  });

  it('lets one probe through after 5 s, and after twice as long each time that it fails, up to 5 min', () => {
    const { breaker, attempt, open } = scene();
    open(0);
    let nowMs = 0;
    for (const openMs of [5000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]) {
      expect(breaker.restMs(nowMs)).toBe(openMs);
      expect(breaker.letsIn(nowMs + openMs - 1, true)).toBe(false);
      nowMs += openMs;
      expect(breaker.letsIn(nowMs, false)).toBe(false);
      expect(breaker.letsIn(nowMs, true)).toBe(true);
      expect(breaker.letsIn(nowMs, true)).toBe(false);
      attempt('hung', nowMs);
      expect(breaker.state).toBe('open');
    }
  });

  it('stays open for longer by chance, so that what broke together is not probed together', () => {
    const { breaker, open } = scene(0.5);
    open(0);
    expect(breaker.restMs(0)).toBe(5500);
  });

  it('doubles what it lets through with each round of successes, and begins with short open times when it is closed again', () => {
    const { breaker, attempt, open, moves } = scene();
    open(0);
    expect(breaker.letsIn(5000, true)).toBe(true);
    attempt('failing', 5000);
    expect(breaker.letsIn(15_000, true)).toBe(true);
    attempt('well', 15_000);
    const capacities = [];
    while (breaker.state === 'ramp') {
      capacities.push(breaker.capacity(10));
      for (let round = breaker.capacity(10); round > 0; round--) attempt('well', 15_000);
    }
    expect(capacities).toEqual([1, 2, 4, 8]);
    expect(breaker.capacity(10)).toBe(10);
    open(20_000);
    expect(breaker.restMs(20_000)).toBe(5000);
    expect(moves).toEqual(['open', 'half-open', 'open', 'half-open', 'ramp', 'closed', 'open']);
  });

  it('opens for longer after five failures in a row in the ramp', () => {
    const { breaker, attempt, open } = scene();
    open(0);
    breaker.letsIn(5000, true);
    attempt('well', 5000);
    attempt('well', 5000);
    for (const health of ['refusing', 'hung', 'failing', 'unreachable', 'hung'] as const) attempt(health, 5000);
    expect(breaker.state).toBe('ramp');
    attempt('hung', 5000);
    expect(breaker.state).toBe('open');
    expect(breaker.restMs(5000)).toBe(10_000);
  });

  it('closes again for an endpoint that fails every fourth attempt, however many it takes at a time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 0, max: 3 }), (most, first) => {
        const { breaker, attempt, open } = scene();
        open(0);
        breaker.letsIn(5000, true);
        attempt('well', 5000, most);
        for (let number = first; breaker.state === 'ramp' && number < 4 * most + 100; number++)
          attempt(number % 4 === 3 ? 'failing' : 'well', 5000, most);
        expect(breaker.state).toBe('closed');
      }),
    );
  });

  it('takes no attempt that began before for the probe', () => {
    const { breaker, attempt, open } = scene();
    const old = breaker.begin();
    open(0);
    breaker.ended(old, 'well', 100, 10);
    expect(breaker.state).toBe('open');
    breaker.letsIn(5000, true);
    breaker.ended(old, 'hung', 5000, 10);
    breaker.abandoned(old, 5000);
    expect(breaker.state).toBe('half-open');
    attempt('well', 5100);
    breaker.ended(old, 'hung', 5200, 10);
    expect(breaker.state).toBe('ramp');
  });

  it('probes again when a probe told nothing, and at once when it was none', () => {
    const { breaker, attempt, open } = scene();
    open(0);
    breaker.letsIn(5000, true);
    attempt('unknown', 5000);
    expect(breaker.restMs(5000)).toBe(5000);
    breaker.letsIn(10_000, true);
    breaker.abandoned(breaker.begin(), 10_000);
    expect(breaker.restMs(10_000)).toBe(0);
    expect(breaker.letsIn(10_000, true)).toBe(true);
  });

  it('never has two probes on their way, never has more than its capacity, and opens within five failures, whatever happens', () => {
    const event = fc.record({ gapMs: fc.integer({ min: 0, max: 20_000 }), health: anyHealth, ends: fc.boolean() });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), fc.integer({ min: 1, max: 16 }), (events, most) => {
        const run = (): string[] => {
          const { breaker } = scene(0.3);
          const underWay: number[] = [];
          const states: string[] = [];
          let nowMs = 0;
          let failuresInARow = 0;
          for (const { gapMs, health, ends } of events) {
            nowMs += gapMs;
            if (ends) {
              const epoch = underWay.shift();
              if (epoch === undefined) continue;
              const isCurrent = epoch === breaker.begin();
              if (isCurrent && ILL.includes(health)) failuresInARow += 1;
              else if (isCurrent && health === 'well') failuresInARow = 0;
              breaker.ended(epoch, health, nowMs, most);
              if (breaker.state !== 'closed') failuresInARow = 0;
              expect(failuresInARow).toBeLessThan(5);
            } else if (breaker.letsIn(nowMs, underWay.length === 0) && underWay.length < breaker.capacity(most)) {
              underWay.push(breaker.begin());
              expect(underWay.length).toBeLessThanOrEqual(breaker.state === 'half-open' ? 1 : breaker.capacity(most));
            }
            states.push(breaker.state);
          }
          return states;
        };
        expect(run()).toEqual(run());
      }),
    );
  });
});
