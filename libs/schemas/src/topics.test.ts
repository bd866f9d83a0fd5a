import { describe, expect, it } from '@jest/globals';
import { isInbox, topics } from './topics.js';

describe('a topic', () => {
  it('is an inbox where publishers write to it, and no other of ours is', () => {
    const names = Object.values(topics).map(({ name }) => name);
    expect([...names, 'orders', 'postrider.orders'].filter(isInbox)).toEqual([
      'postrider.inbox',
      'orders',
      'postrider.orders',
    ]);
  });
});
