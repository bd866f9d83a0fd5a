import { describe, expect, it } from '@jest/globals';
import { percentileMs } from '@postrider/persistence';
import { at, attempt, dead, delivered, ENDPOINT, refOf, retry } from '../testing/log-contents.js';
import { statsOf, type Countable } from './stats-of.js';

const NOTHING: Countable = { attempts: [], parked: [], deadLetters: [] };
const minuteOf = (time: string): string => `${time.slice(0, 16)}:00.000Z`;
const nowMs = Date.parse(at(3600));

describe('what a batch of the log counts', () => {
  it('is one row for each minute, endpoint and event type, however many attempts there are', () => {
    const attempts = [
      attempt('evt_1', 1, delivered, { endedAt: at(0) }),
      attempt('evt_2', 1, retry(1), { endedAt: at(0) }),
      attempt('evt_3', 2, dead, { endedAt: at(0) }),
      attempt('evt_4', 1, delivered, { endedAt: at(600) }),
      attempt('evt_5', 1, delivered, { endedAt: at(0), endpoint: 'ep_other' }),
    ].map((one, index) => ({ ...one, durationMs: 10 ** index }));
    const { tenant, event, eventType, acceptedAt } = refOf('evt_3');
    const letter = { delivery: 'dlv_1', tenant, event, eventType, acceptedAt, endpoint: ENDPOINT };
    const deadLetters = [{ ...letter, reason: 'exhausted' as const, at: at(0), attempts: 2 }];
    const parked = [
      {
        kind: 'parked' as const,
        delivery: refOf('evt_6'),
        turn: { trigger: 'first' as const, run: 0, step: 0, number: 1 },
        at: at(0),
        reason: 'backlog' as const,
      },
    ];
    const counts = statsOf({ attempts, parked, deadLetters }, nowMs);
    const of = { tenant: 'acme', eventType: 'order.created' };
    expect(counts).toMatchObject([
      { ...of, at: minuteOf(at(0)), endpoint: ENDPOINT, delivered: 1, failed: 2, dead: 1, parked: 1 },
      { ...of, at: minuteOf(at(600)), endpoint: ENDPOINT, delivered: 1, failed: 0, dead: 0, parked: 0 },
      { ...of, at: minuteOf(at(0)), endpoint: 'ep_other', delivered: 1, failed: 0, dead: 0, parked: 0 },
    ]);
    expect(percentileMs(counts[0]?.latency ?? [], 1)).toBeGreaterThan(90);
  });

  it('lies between the event’s acceptance and now, however wrong a dispatcher’s clock is', () => {
    for (const [endedAt, counted] of [
      ['2001-01-01T00:00:00.000Z', at(0)],
      ['2099-01-01T00:00:00.000Z', at(3600)],
    ] as const) {
      const [count] = statsOf({ ...NOTHING, attempts: [attempt('evt_1', 1, delivered, { endedAt })] }, nowMs);
      expect(count?.at).toBe(minuteOf(counted));
    }
  });
});
