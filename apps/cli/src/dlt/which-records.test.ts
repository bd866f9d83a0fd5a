import { describe, expect, it } from '@jest/globals';
import { deadLetterTopicNamed, placeOf, targetTopic } from './which-records.js';

describe('which poison records', () => {
  it('are named by their topic, or by its dead-letter topic', () => {
    expect(deadLetterTopicNamed('orders')).toBe('orders.dlt');
    expect(deadLetterTopicNamed('orders.dlt')).toBe('orders.dlt');
    expect(() => deadLetterTopicNamed('or/ders')).toThrow('letters');
  });

  it('are one, by partition and offset, or all', () => {
    expect(placeOf(undefined, undefined)).toBeUndefined();
    expect(placeOf(2, 17)).toEqual({ partition: 2, offset: 17 });
    for (const half of [() => placeOf(2, undefined), () => placeOf(undefined, 17)]) expect(half).toThrow('go together');
  });

  it('go to no dead-letter topic', () => {
    expect(targetTopic('others')).toBe('others');
    expect(() => targetTopic('others.dlt')).toThrow('nobody reads');
  });
});
