import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { afterRuns, MAX_TIMEOUTS, stateAfter } from './transform-outcome.js';

const timeout = { kind: 'failed', failure: 'timeout' } as const;
const other = { kind: 'transformed', failure: null } as const;
const notRun = { kind: 'failed', failure: 'overloaded' } as const;

describe('what transformations came to', () => {
  it('suspends after ten time-outs in a row, however they come in batches', () => {
    const runs = fc.array(fc.constantFrom(timeout, timeout, timeout, other, notRun), { maxLength: 60 });
    fc.assert(
      fc.property(runs, fc.nat(60), (all, cut) => {
        const whole = afterRuns(0, all);
        const first = afterRuns(0, all.slice(0, cut));
        const second = afterRuns(first.timeouts, all.slice(cut));
        expect({ timeouts: second.timeouts, suspends: first.suspends || second.suspends }).toEqual(whole);
        const text = all.map((run) => (run === timeout ? 't' : run === other ? ' ' : '')).join('');
        expect(whole.suspends).toBe(text.includes('t'.repeat(MAX_TIMEOUTS)));
      }),
    );
  });

  it('decides how a delivery begins', () => {
    expect(stateAfter(undefined)).toMatchObject({ status: 'pending', reason: null });
    expect(stateAfter('transformed')).toMatchObject({ status: 'pending', reason: null });
    expect(stateAfter('dropped')).toMatchObject({ status: 'cancelled', reason: 'transform_dropped' });
    expect(stateAfter('failed')).toMatchObject({ status: 'dead', reason: 'transform_failed' });
  });
});
