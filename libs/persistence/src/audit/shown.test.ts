import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shownOf } from './shown.js';

describe('what the audit log shows of a row', () => {
  it('has the API’s names and times, and leaves out what is null', () => {
    const row = { id: 'ep_1', max_in_flight: 3, updated_at: '2026-03-01T12:00:00.12+00:00', description: null };
    expect(shownOf(row)).toEqual({ id: 'ep_1', maxInFlight: 3, updatedAt: '2026-03-01T12:00:00.120Z' });
  });

  it('has the columns of the rows within, but keeps what is the caller’s own', () => {
    const row = {
      subscriptions: [{ event_types: ['order.*'], position: 0, filter: { some_name: 1 } }],
      secrets: [{ id: 1, created_at: '2026-03-01T12:00:00+00:00', expires_at: null }],
      metadata: { my_name: 'x' },
    };
    expect(shownOf(row)).toEqual({
      subscriptions: [{ eventTypes: ['order.*'], position: 0, filter: { some_name: 1 } }],
      secrets: [{ id: 1, createdAt: '2026-03-01T12:00:00.000Z' }],
      metadata: { my_name: 'x' },
    });
  });

  it('says of something secret only that it’s there', () => {
    const row = {
      hash: 'abc',
      previous_hashes: [{ hash: 'abc' }],
      sealed_headers: 'box1.x',
      client_secret: 'x',
      private_key: 'x',
    };
    for (const value of Object.values(shownOf(row))) expect(value).toBe('[hidden]');
  });

  it('hides what begins as a secret does, wherever it stands', () => {
    const secret = fc.constantFrom('box1.', 'whsec_', 'prk_', 'prt_').map((prefix) => `${prefix}SECRET`);
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, secret, tie('list'), tie('object')),
      list: fc.array(tie('value'), { maxLength: 3 }),
      object: fc.dictionary(fc.constantFrom('a', 'b'), tie('value')),
    }));
    fc.assert(
      fc.property(value, (held) => {
        expect(JSON.stringify(shownOf({ metadata: held }))).not.toContain('SECRET');
      }),
    );
  });

  it('is bounded, whatever a column holds', () => {
    const shown = JSON.stringify(shownOf({ schema: { enum: ['x'.repeat(60_000)] }, id: 'order.created' }));
    expect(shown).toContain('order.created');
    expect(shown.length).toBeLessThan(200);
  });
});
