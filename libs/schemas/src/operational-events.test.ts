import { describe, expect, it } from '@jest/globals';
import { isReservedEventType } from './operational-events.js';

describe('the event types of the platform', () => {
  it.each(['postrider', 'postrider.endpoint.failing', 'postrider.anything'])('have %s among them', (type) => {
    expect(isReservedEventType(type)).toBe(true);
  });

  it.each(['postrider_shop.order', 'postriders', 'orders.postrider', 'Postrider.endpoint'])(
    'leave %s to others',
    (type) => {
      expect(isReservedEventType(type)).toBe(false);
    },
  );
});
