import { describe, expect, it } from '@jest/globals';
import { DeliveryStatus } from '@postrider/schemas';
import fc from 'fast-check';
import { accountOf, type Logged } from './account.js';

const logged = (event: string, status: DeliveryStatus, more: Partial<Logged> = {}): Logged => ({
  event,
  tenant: 't',
  status,
  reason: undefined,
  attempts: 1,
  lastFailure: undefined,
  ...more,
});

describe('the account of what was acknowledged', () => {
  it('balances: acknowledged = delivered + dead + held + pending + retrying + cancelled + lost', () => {
    const fate = fc.record({
      status: fc.option(fc.constantFrom(...DeliveryStatus.options), { nil: undefined }),
      takings: fc.array(fc.constantFrom(0, 200, 204, 500)),
    });
    fc.assert(
      fc.property(fc.array(fate), (fates) => {
        const owed = fates.map((_, index) => ({ id: `e${index}` }));
        const rows = fates.flatMap(({ status }, index) => (status ? [logged(`e${index}`, status)] : []));
        const arrivals = fates.flatMap(({ takings }, index) => takings.map((status) => ({ id: `e${index}`, status })));
        const { acknowledged, byStatus, lost, open } = accountOf(owed, arrivals, rows);
        const counted = Object.values(byStatus).reduce((sum, count) => sum + count, 0);
        expect(acknowledged).toBe(fates.length);
        expect(counted + lost.length).toBe(acknowledged);
        expect(open.reduce((sum, { count }) => sum + count, 0)).toBe(
          byStatus.pending + byStatus.retrying + byStatus.cancelled,
        );
      }),
    );
  });

  it('calls lost what the log has no delivery of, and what it calls delivered though nobody took it', () => {
    const owed = ['gone', 'claimed', 'came', 'dead'].map((id) => ({ id }));
    const rows = [logged('claimed', 'delivered'), logged('came', 'delivered'), logged('dead', 'dead')];
    const arrivals = [
      { id: 'claimed', status: 500 },
      { id: 'came', status: 204 },
    ];
    expect(accountOf(owed, arrivals, rows).lost).toEqual(['gone', 'claimed']);
  });

  it('counts each taking beyond the first as a repeat, also of what was never acknowledged', () => {
    const arrivals = [204, 500, 200, 204].map((status) => ({ id: 'e', status }));
    expect(accountOf([], arrivals, []).repeats).toBe(2);
  });

  it('explains what is still open', () => {
    const rows = [
      logged('a', 'pending', { attempts: 0 }),
      logged('b', 'retrying', { lastFailure: 'timeout' }),
      logged('c', 'cancelled', { attempts: 2, reason: 'endpoint_deleted', lastFailure: 'tls' }),
      logged('d', 'retrying', { lastFailure: 'timeout' }),
    ];
    const owed = rows.map(({ event }) => ({ id: event }));
    expect(accountOf(owed, [], rows).open).toEqual([
      { why: 'pending untried', count: 1 },
      { why: 'retrying after 1 attempt: timeout', count: 2 },
      { why: 'cancelled after 2 attempts: endpoint_deleted', count: 1 },
    ]);
  });
});
