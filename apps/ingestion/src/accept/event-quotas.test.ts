import { describe, expect, it } from '@jest/globals';
import { createLog } from '@postrider/observability';
import type { TenantEntity } from '@postrider/schemas';
import { ManualClock, Unavailable } from '@postrider/time';
import fc from 'fast-check';
import { EventQuotas, type ShareCounts } from './event-quotas.js';

const NOON = '2026-03-01T12:00:00.000Z';
const MIDNIGHT_MS = Date.parse('2026-03-02T00:00:00.000Z');
const log = createLog('test', 'silent');
const acme = (eventsPerDay?: number): TenantEntity => ({
  kind: 'tenant',
  id: 'acme',
  ...(eventsPerDay !== undefined && { quota: { eventsPerDay } }),
});

/** What the processes tell each other, where all can read it. */
class Blackboard {
  readonly said = new Map<string, number>();
  away = false;
  asked = 0;

  of(process: string): ShareCounts {
    return (day, counts) => {
      this.asked += 1;
      if (this.away) return Promise.reject(new Unavailable('away'));
      for (const [tenant, count] of counts) this.said.set(`${day} ${tenant} ${process}`, count);
      const others = [...counts.keys()].map((tenant): [string, number] => {
        const theirs = [...this.said].filter(
          ([key]) => key.startsWith(`${day} ${tenant} `) && !key.endsWith(` ${process}`),
        );
        return [tenant, theirs.reduce((sum, [, count]) => sum + count, 0)];
      });
      return Promise.resolve(new Map(others));
    };
  }
}

describe('quotas of events', () => {
  it('let a tenant publish as many as it may, and then not before midnight', async () => {
    const clock = new ManualClock(NOON);
    const quotas = new EventQuotas(new Blackboard().of('a'), clock, log);
    expect([1, 2, 3].map(() => quotas.take(acme(3)))).toEqual([0, 0, 0]);
    expect(quotas.take(acme(3))).toBe(MIDNIGHT_MS - clock.now());
    expect(quotas.take(acme(4))).toBe(0);
    await clock.advance(MIDNIGHT_MS - clock.now() - 1);
    expect(quotas.take(acme(4))).toBe(1);
    await clock.advance(1);
    expect(quotas.take(acme(4))).toBe(0);
  });

  it('cost nothing for a tenant that has none: nobody is asked', async () => {
    const clock = new ManualClock(NOON);
    const board = new Blackboard();
    const quotas = new EventQuotas(board.of('a'), clock, log);
    expect([quotas.take(acme()), quotas.take(undefined)]).toEqual([0, 0]);
    await clock.advance(60_000);
    expect([board.asked, clock.pending]).toEqual([0, 0]);
  });

  it('have a process that starts learn at once what others accepted, its own last life among them', async () => {
    const clock = new ManualClock(NOON);
    const board = new Blackboard();
    const before = new EventQuotas(board.of('a'), clock, log);
    for (let count = 0; count < 10; count++) before.take(acme(10));
    await before.stop();
    const after = new EventQuotas(board.of('b'), clock, log);
    expect(after.take(acme(10))).toBe(0);
    await clock.advance(0);
    expect(after.take(acme(10))).toBeGreaterThan(0);
  });

  it('take back what was not accepted', () => {
    const quotas = new EventQuotas(new Blackboard().of('a'), new ManualClock(NOON), log);
    expect(quotas.take(acme(1))).toBe(0);
    quotas.giveBack('acme');
    quotas.giveBack('globex');
    expect(quotas.take(acme(1))).toBe(0);
    expect(quotas.take(acme(1))).toBeGreaterThan(0);
  });

  it('go by what is known while nobody can be asked, and tell it later', async () => {
    const clock = new ManualClock(NOON);
    const board = new Blackboard();
    board.away = true;
    const quotas = new EventQuotas(board.of('a'), clock, log);
    expect([quotas.take(acme(2)), quotas.take(acme(2))]).toEqual([0, 0]);
    expect(quotas.take(acme(2))).toBeGreaterThan(0);
    await clock.advance(10_000);
    board.away = false;
    await clock.advance(10_000);
    expect([...board.said]).toEqual([['2026-03-01 acme a', 2]]);
    const { asked } = board;
    await clock.advance(60_000);
    expect(board.asked).toBe(asked);
  });

  it('are exceeded by no more than what the other processes accept within a second', async () => {
    const step = fc.record({ process: fc.nat(2), waitMs: fc.nat(700) });
    const property = fc.asyncProperty(
      fc.array(step, { maxLength: 120 }),
      fc.integer({ min: 1, max: 60 }),
      async (steps, limit) => {
        const clock = new ManualClock(NOON);
        const board = new Blackboard();
        const processes = ['a', 'b', 'c'].map((name) => new EventQuotas(board.of(name), clock, log));
        const accepted: { readonly process: number; readonly atMs: number }[] = [];
        for (const { process, waitMs } of steps) {
          await clock.advance(waitMs);
          const others = accepted.filter((one) => one.process !== process);
          const wait = processes[process]?.take(acme(limit));
          if (wait !== 0) {
            expect(accepted.length).toBeGreaterThanOrEqual(limit);
            continue;
          }
          // What it couldn't know: theirs since they last told, and since it last asked. After a pause it asks at once.
          const last = accepted.findLast((one) => one.process === process)?.atMs ?? -Infinity;
          const unknown = others.filter(({ atMs }) => clock.now() - atMs <= 2000).length;
          const paused = clock.now() - last >= 1000;
          expect(accepted.length - (paused ? others.length : unknown)).toBeLessThan(limit);
          accepted.push({ process, atMs: clock.now() });
        }
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });
});
