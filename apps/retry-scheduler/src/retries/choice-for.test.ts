import { describe, expect, it } from '@jest/globals';
import type { AcceptedEvent, Subscription } from '@postrider/schemas';
import { choiceFor } from './choice-for.js';

const transform = { language: 'jsonata', code: '{}' } as const;
const at = '2026-03-01T12:00:00.000Z';

const event = (type: string, given: Partial<AcceptedEvent['meta']> = {}): AcceptedEvent => ({
  meta: { tenant: 'acme', id: 'evt_1', type, timestamp: at, acceptedAt: at, idChosen: false, ...given },
  data: Buffer.from('{"total":5}'),
});

const endpoint = (...subscriptions: readonly Partial<Subscription>[]) => ({
  subscriptions: subscriptions.map((one, place) => ({ id: `sub_${place}`, eventTypes: ['*'], ...one })),
});

describe('what an endpoint’s subscriptions say of an event', () => {
  it('is decided by the first that matches', () => {
    const all = endpoint({ eventTypes: ['invoice.*'] }, { eventTypes: ['order.*'], transform, suspended: true }, {});
    const some = endpoint({ eventTypes: ['order.*'], transform });
    expect(choiceFor(event('order.created'), all)).toEqual({ kind: 'transform', transform, suspended: true });
    expect(choiceFor(event('order.created'), some)).toEqual({ kind: 'transform', transform, suspended: false });
    expect(choiceFor(event('other'), all)).toEqual({ kind: 'plain' });
    expect(choiceFor(event('other'), some)).toEqual({ kind: 'none' });
    expect(choiceFor(event('other'), {})).toEqual({ kind: 'plain' });
  });

  it('is about its version, its labels and its data too', () => {
    const picky = endpoint({ version: 2, labels: ['eu'], filter: { data: { total: { $gt: 1 } } }, transform }, {});
    expect(choiceFor(event('order.created', { version: 2, labels: ['eu'] }), picky)).toMatchObject({ transform });
    expect(choiceFor(event('order.created', { version: 1, labels: ['eu'] }), picky)).toEqual({ kind: 'plain' });
    expect(choiceFor(event('order.created', { version: 2 }), picky)).toEqual({ kind: 'plain' });
  });
});
