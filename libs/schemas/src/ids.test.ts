import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DeliveryId, deliveryId, deliveryTimeMs, derivedEventId, EndpointId, mintId } from './ids.js';
import { EventId } from './text.js';

const someTimeMs = fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59.999Z') });

describe('ids', () => {
  it('sort by the time they were made, and never repeat', () => {
    fc.assert(
      fc.property(fc.uniqueArray(someTimeMs, { minLength: 2, maxLength: 20 }), (times) => {
        const ids = times.sort((a, b) => a - b).map((ms) => mintId('ep', ms));
        expect([...ids].sort()).toEqual(ids);
        for (const id of ids) expect(EndpointId.safeParse(id).success).toBe(true);
      }),
    );
    const sameMoment = Array.from({ length: 5000 }, () => mintId('ep', 1));
    expect(new Set(sameMoment).size).toBe(5000);
  });

  it('name a delivery the same way whenever its event and endpoint are the same, and tell its acceptance time', () => {
    fc.assert(
      fc.property(someTimeMs, fc.string(), fc.string(), (ms, event, endpoint) => {
        const acceptedAt = new Date(ms).toISOString();
        const id = deliveryId(event, acceptedAt, endpoint);
        expect(deliveryId(event, acceptedAt, endpoint)).toBe(id);
        expect(DeliveryId.safeParse(id).success).toBe(true);
        expect(deliveryTimeMs(id)).toBe(ms);
      }),
    );
  });

  it('tell deliveries apart by event, time and endpoint', () => {
    const id = deliveryId('evt_1', '2026-01-01T00:00:00.000Z', 'ep_1');
    expect(deliveryId('evt_2', '2026-01-01T00:00:00.000Z', 'ep_1')).not.toBe(id);
    expect(deliveryId('evt_1', '2026-01-01T00:00:00.001Z', 'ep_1')).not.toBe(id);
    expect(deliveryId('evt_1', '2026-01-01T00:00:00.000Z', 'ep_2')).not.toBe(id);
  });

  it('derive an event id that is valid and depends on where one part of the identity ends', () => {
    expect(EventId.safeParse(derivedEventId('/shop', 'a')).success).toBe(true);
    expect(derivedEventId('/shop', 'a')).toBe(derivedEventId('/shop', 'a'));
    expect(derivedEventId('/shopa', '')).not.toBe(derivedEventId('/shop', 'a'));
  });
});
