import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventTypePattern, patternCovers, patternsCovering } from './event-type-pattern.js';

const word = fc.stringMatching(/^[a-z]{1,3}$/);
const eventType = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join('.'));
const pattern = fc.oneof(
  fc.constant('*'),
  eventType,
  eventType.map((name) => `${name}.*`),
);

describe('event type patterns', () => {
  it('cover what is under their prefix at any depth, but not the prefix itself', () => {
    expect(patternCovers('order.*', 'order.created')).toBe(true);
    expect(patternCovers('order.*', 'order.item.added')).toBe(true);
    expect(patternCovers('order.*', 'order')).toBe(false);
    expect(patternCovers('order.*', 'orders.created')).toBe(false);
    expect(patternCovers('order', 'order.created')).toBe(false);
    expect(patternCovers('*', 'order.created')).toBe(true);
  });

  it('are found by look-up exactly where they cover', () => {
    fc.assert(
      fc.property(pattern, eventType, (candidate, type) => {
        expect(patternsCovering(type).includes(candidate)).toBe(patternCovers(candidate, type));
      }),
    );
  });

  it('take a star only alone or as the last word', () => {
    for (const good of ['*', 'order.created', 'order.*', 'a'])
      expect(EventTypePattern.safeParse(good).success).toBe(true);
    for (const bad of ['', '**', '*.created', 'order.*.x', 'order*', 'order.', '.order', 'order..x']) {
      expect(EventTypePattern.safeParse(bad).success).toBe(false);
    }
  });
});
