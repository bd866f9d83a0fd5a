import { describe, expect, it } from '@jest/globals';
import type { Subscription } from '@postrider/schemas';
import { FilteredEvent, type EventMetadata } from './filtered-event.js';
import { Wants } from './wants.js';

const event = (more: Partial<EventMetadata> = {}, data = '{"total":5}'): FilteredEvent =>
  new FilteredEvent(
    { id: 'evt_1', type: 'order.paid', timestamp: '2026-03-01T12:00:00.000Z', ...more },
    Buffer.from(data),
  );

const wanting = (...subscriptions: readonly Partial<Subscription>[]): Wants =>
  new Wants({ subscriptions: subscriptions.map((one, place) => ({ id: `sub_${place}`, eventTypes: ['*'], ...one })) });

const by = (wants: Wants, ...given: Parameters<typeof event>): string | undefined =>
  wants.of(event(...given))?.subscription?.id;

describe('an endpoint', () => {
  it('wants everything where it has no subscriptions', () => {
    expect(new Wants({}).of(event())).toEqual({ subscription: undefined });
    expect(new Wants({}).looksAtData).toBe(false);
  });

  it('wants what is of a type, in the version that is pinned; the version of one that says none is the first', () => {
    expect(by(wanting({ eventTypes: ['user.*'] }, { eventTypes: ['order.*'] }))).toBe('sub_1');
    expect(by(wanting({ eventTypes: ['user.*'] }))).toBeUndefined();
    const pinned = wanting({ version: 2 }, { version: 1 });
    expect(by(pinned)).toBe('sub_1');
    expect(by(pinned, { version: 2 })).toBe('sub_0');
    expect(by(pinned, { version: 3 })).toBeUndefined();
  });

  it('wants what has a label and fits a filter besides, by the first subscription that all of it is so of', () => {
    const filter = { data: { total: { $gt: 1 } } };
    const wants = wanting({ version: 2, filter }, { labels: ['eu', 'vip'], filter }, { labels: ['us'] });
    expect(wants.looksAtData).toBe(true);
    expect(by(wants)).toBeUndefined();
    expect(by(wants, { labels: ['vip'] })).toBe('sub_1');
    expect(by(wants, { labels: ['vip'], version: 2 })).toBe('sub_0');
    expect(by(wants, { labels: ['vip'], version: 2 }, '{"total":1}')).toBeUndefined();
    expect(by(wants, { labels: ['vip', 'us'] }, '{}')).toBe('sub_2');
  });
});
