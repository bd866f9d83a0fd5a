import { describe, expect, it } from '@jest/globals';
import type { DeliveryState } from '@postrider/persistence';
import { mintId, type AttemptMade, type AttemptReport, type DeliveryParked, type NextStep } from '@postrider/schemas';
import fc from 'fast-check';
import { applyReport, PENDING, type Life } from './delivery-life.js';

const delivery = {
  id: mintId('dlv', 1),
  tenant: 'acme',
  event: 'evt_1',
  eventType: 'order.created',
  acceptedAt: '2026-03-01T12:00:00.000Z',
  endpoint: mintId('ep', 1),
};

const at = (second: number): string => new Date(Date.parse(delivery.acceptedAt) + second * 1000).toISOString();

function attempt(next: NextStep, number = 1, { run = 0, step = number - 1 } = {}): AttemptMade {
  return {
    kind: 'attempted',
    id: mintId('att', number),
    delivery,
    turn: { trigger: number === 1 ? 'first' : 'retry', run, step, number },
    startedAt: at(number),
    endedAt: at(number),
    durationMs: 1,
    outcome: next.kind === 'delivered' ? 'delivered' : 'failed',
    ...(next.kind !== 'delivered' && { reason: 'status' as const }),
    next,
  };
}

const parked = (reason: DeliveryParked['reason'], delayMs?: number): DeliveryParked => ({
  kind: 'parked',
  delivery,
  turn: { trigger: 'first', run: 0, step: 0, number: 1 },
  at: at(0),
  reason,
  delayMs,
});

const retry = (step: number): NextStep => ({ kind: 'retry', delayMs: 5000, step });
const delivered: NextStep = { kind: 'delivered' };
const dead: NextStep = { kind: 'dead', reason: 'exhausted' };

describe('the life of a delivery', () => {
  it('goes from pending over retries to delivered', () => {
    const first = applyReport(PENDING, attempt(retry(1)), 'enabled');
    expect(first.state).toMatchObject({
      status: 'retrying',
      attempts: 1,
      lastFailure: 'status',
      next: { from: at(1), afterMs: 5000 },
    });
    expect(first.retry).toMatchObject({ trigger: 'retry', step: 1, number: 2, due: { afterMs: 5000 } });
    const second = applyReport(first.state, attempt(delivered, 2), 'enabled');
    expect(second).toMatchObject({
      state: { status: 'delivered', attempts: 2, lastFailure: null, next: null },
      retry: 'none',
    });
  });

  it('ends as a dead letter that tells of its last attempt', () => {
    const last = attempt(dead, 10);
    const life = applyReport({ ...PENDING, status: 'retrying', attempts: 9 }, last, 'enabled');
    expect(life).toMatchObject({ state: { status: 'dead', reason: 'exhausted', attempts: 10 }, retry: 'none' });
    expect(life.deadLetter).toMatchObject({
      delivery: delivery.id,
      attempts: 10,
      lastAttempt: { id: last.id, reason: 'status' },
    });
  });

  it('is held while its endpoint is disabled, and cancelled when that is deleted', () => {
    expect(applyReport(PENDING, attempt(retry(1)), 'disabled')).toMatchObject({
      state: { status: 'held', reason: 'endpoint_disabled', next: null },
      retry: { due: null, step: 1, number: 2 },
    });
    expect(applyReport(PENDING, parked('endpoint_disabled'), 'disabled')).toMatchObject({
      state: { status: 'held', attempts: 0 },
      retry: { due: null, trigger: 'first', number: 1 },
    });
    expect(applyReport(PENDING, attempt(retry(1)), 'deleted')).toMatchObject({
      state: { status: 'cancelled', reason: 'endpoint_deleted' },
      retry: 'none',
    });
    expect(applyReport(PENDING, parked('backlog', 10), 'deleted')).toMatchObject({
      state: { status: 'cancelled' },
      retry: 'none',
    });
  });

  it('is held while its endpoint is paused, and says so', () => {
    for (const report of [attempt(retry(1)), parked('endpoint_paused'), parked('breaker_open', 5000)]) {
      expect(applyReport(PENDING, report, 'paused')).toMatchObject({
        state: { status: 'held', reason: 'endpoint_paused', next: null },
        retry: { due: null },
      });
    }
  });

  it('that is parked on an attempt on request still knows when its schedule goes on, until that attempt is made', () => {
    const turn = { trigger: 'manual', run: 0, step: 1, number: 2, resumeAt: at(3600) } as const;
    const retrying: DeliveryState = { ...PENDING, status: 'retrying', attempts: 1 };
    for (const standing of ['enabled', 'paused'] as const) {
      const life = applyReport(retrying, { ...parked('breaker_open', 5000), turn }, standing);
      expect(life.retry).toMatchObject({ trigger: 'manual', step: 1, number: 2, resumeAt: at(3600) });
    }
    const made = applyReport(retrying, { ...attempt(retry(1), 2), turn }, 'enabled');
    expect(made.retry).toMatchObject({ trigger: 'retry', step: 1, number: 3, resumeAt: null });
  });

  it('disables an endpoint that is gone, and holds what was for it', () => {
    const life = applyReport(PENDING, attempt({ kind: 'hold', reason: 'endpoint_gone' }), 'enabled');
    expect(life).toMatchObject({
      disablesEndpoint: true,
      state: { status: 'held', reason: 'endpoint_gone' },
      retry: { due: null, step: 0, number: 2 },
    });
  });

  it('is due at once when what it was parked for has passed, and in its time when it only waits', () => {
    expect(applyReport(PENDING, parked('endpoint_disabled'), 'enabled')).toMatchObject({
      state: { status: 'pending' },
      retry: { trigger: 'first', number: 1, due: { afterMs: 0 } },
    });
    expect(applyReport(undefined, parked('backlog', 15_000), 'enabled')).toMatchObject({
      state: { status: 'pending', attempts: 0 },
      retry: { trigger: 'first', due: { from: at(0), afterMs: 15_000 } },
    });
  });

  it('is not parked for an attempt that was made: whoever parked it had read it again', () => {
    const { state } = applyReport(PENDING, attempt(retry(1)), 'enabled');
    expect(applyReport(state, parked('lane_blocked', 0), 'enabled')).toEqual({ state, retry: 'unchanged' });
    const again = { ...parked('lane_blocked', 0), turn: { trigger: 'retry' as const, run: 0, step: 1, number: 2 } };
    expect(applyReport(state, again, 'enabled').retry).toMatchObject({ number: 2, due: { afterMs: 0 } });
  });

  it('that goes in order keeps its place, and since when it holds the others back', () => {
    const order = { partition: 3, offset: 7 };
    const inOrder = (number: number, headSince?: string): AttemptMade => {
      const made = attempt(retry(number), number);
      return { ...made, delivery: { ...delivery, orderingKey: 'k', order }, turn: { ...made.turn, headSince } };
    };
    const first = applyReport(PENDING, inOrder(1), 'enabled');
    expect(first.retry).toMatchObject({ order, headSince: at(1) });
    expect(applyReport(first.state, inOrder(2, at(1)), 'enabled').retry).toMatchObject({ order, headSince: at(1) });
    expect(applyReport(PENDING, attempt(retry(1)), 'enabled').retry).toMatchObject({ order: null, headSince: null });
  });

  it('is not changed by failures of an older run', () => {
    const redriven: DeliveryState = { ...PENDING, status: 'retrying', run: 1, attempts: 3, lastAttemptAt: at(3) };
    const late = applyReport(redriven, attempt(dead, 3), 'enabled');
    expect(late).toMatchObject({ state: { status: 'retrying', run: 1 }, retry: 'unchanged' });
    expect(late.deadLetter).toBeUndefined();
  });

  it('that arrived and is replayed goes on, whatever an older run still says', () => {
    const replayed: DeliveryState = { ...PENDING, status: 'retrying', run: 1, attempts: 1, lastAttemptAt: at(1) };
    for (const next of [delivered, dead, retry(1)])
      expect(applyReport(replayed, attempt(next, 1), 'enabled')).toMatchObject({
        state: { status: 'retrying', run: 1 },
        retry: 'unchanged',
      });
    const redriven: DeliveryState = { ...replayed, lastFailure: 'status' };
    expect(applyReport(redriven, attempt(delivered, 1), 'enabled')).toMatchObject({ state: { status: 'delivered' } });
    expect(applyReport(replayed, attempt(delivered, 2, { run: 1 }), 'enabled').state.status).toBe('delivered');
  });

  it('stays cancelled or dead against failures that are still read, but not against a success', () => {
    for (const status of ['cancelled', 'dead'] as const) {
      const ended: DeliveryState = { ...PENDING, status, attempts: 1 };
      expect(applyReport(ended, attempt(retry(2), 2), 'enabled')).toMatchObject({
        state: { status, attempts: 2 },
        retry: 'unchanged',
      });
      expect(applyReport(ended, attempt(delivered, 2), 'enabled')).toMatchObject({
        state: { status: 'delivered' },
        retry: 'none',
      });
    }
  });

  const report = fc.oneof(
    fc
      .record({
        number: fc.integer({ min: 1, max: 5 }),
        run: fc.integer({ min: 0, max: 2 }),
        next: fc.constantFrom<NextStep>(retry(1), delivered, dead),
      })
      .map(({ number, run, next }): AttemptReport => attempt(next, number, { run })),
    fc.constantFrom<AttemptReport>(parked('endpoint_disabled'), parked('backlog', 5)),
  );
  const standing = fc.constantFrom('enabled', 'disabled', 'paused', 'deleted' as const);

  it('never goes back from delivered, loses no attempt, and says the same when a report is read twice', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(report, standing), { minLength: 1, maxLength: 12 }), (history) => {
        let state: DeliveryState | undefined;
        for (const [one, how] of history) {
          const life: Life = applyReport(state, one, how);
          if (state?.status === 'delivered') expect(life.state.status).toBe('delivered');
          expect(life.state.attempts).toBeGreaterThanOrEqual(state?.attempts ?? 0);
          expect(life.state.run).toBeGreaterThanOrEqual(state?.run ?? 0);
          // What waits for its time has a plan; what is over has none.
          if (typeof life.retry === 'object') expect(['pending', 'retrying', 'held']).toContain(life.state.status);
          const again = applyReport(life.state, one, how);
          expect({ ...again.state, next: null }).toEqual({ ...life.state, next: null });
          state = life.state;
        }
      }),
    );
  });
});
