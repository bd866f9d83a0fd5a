import { describe, expect, it } from '@jest/globals';
import { RepeatWindow } from './repeat-window.js';

describe('the repeat window', () => {
  it('knows an id that another record brought, but not the same record read again', () => {
    const window = new RepeatWindow(10);
    expect(window.isRepeat('acme:evt_1', 0, 5)).toBe(false);
    expect(window.isRepeat('acme:evt_1', 0, 5)).toBe(false);
    expect(window.isRepeat('acme:evt_1', 0, 9)).toBe(true);
    expect(window.isRepeat('acme:evt_2', 0, 9)).toBe(false);
  });

  it('forgets the oldest beyond its capacity', () => {
    const window = new RepeatWindow(2);
    for (const [offset, id] of ['a', 'b', 'c'].entries()) window.isRepeat(id, 0, offset);
    expect(window.isRepeat('a', 0, 7)).toBe(false);
    expect(window.isRepeat('c', 0, 7)).toBe(true);
  });
});
