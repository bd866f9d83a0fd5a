import { describe, expect, it } from '@jest/globals';
import { choiceFor } from './choice-for.js';

const transform = { language: 'jsonata', code: '{}' } as const;
const subscription = (eventTypes: string[], given: Partial<Parameters<typeof choiceFor>[1][number]> = {}) => ({
  eventTypes,
  transform: null,
  suspended: false,
  ...given,
});

describe('what an endpoint’s subscriptions say of an event', () => {
  it('is decided by the first that matches', () => {
    const subscriptions = [
      subscription(['invoice.*']),
      subscription(['order.*'], { transform, suspended: true }),
      subscription(['*']),
    ];
    expect(choiceFor('order.created', subscriptions)).toEqual({ kind: 'transform', transform, suspended: true });
    expect(choiceFor('other', subscriptions)).toEqual({ kind: 'plain' });
    expect(choiceFor('other', subscriptions.slice(0, 2))).toEqual({ kind: 'none' });
    expect(choiceFor('other', [])).toEqual({ kind: 'plain' });
  });
});
