import { describe, expect, it } from '@jest/globals';
import { Lane, type Laned } from './lane.js';

const fresh = (offset: number, sinceMs = 0): Laned => ({
  order: { partition: 0, offset },
  fresh: true,
  behind: undefined,
  number: 1,
  sinceMs,
});
const released = (offset: number, behind?: number, number = 2): Laned => ({
  order: { partition: 0, offset },
  fresh: false,
  behind,
  number,
  sinceMs: 0,
});
const offsets = (items: readonly Laned[]) => items.map(({ order }) => order.offset);

function lane(blocked = false): Lane<Laned> {
  const made = new Lane<Laned>();
  made.settle(blocked);
  return made;
}

/** What is next has its turn, and is through. */
function goesThrough(of: Lane<Laned>): number | undefined {
  const next = of.next();
  of.through();
  return next?.order.offset;
}

describe('a lane', () => {
  it('gives one at a time its turn, in order, and drops what it has or had', () => {
    const keys = lane();
    expect([3, 5].map((offset) => keys.arrive(fresh(offset)))).toEqual(['waits', 'waits']);
    expect(keys.next()?.order.offset).toBe(3);
    expect(keys.next()).toBeUndefined();
    expect([3, 5].map((offset) => keys.arrive(fresh(offset)))).toEqual(['repeat', 'repeat']);
    keys.through();
    expect(goesThrough(keys)).toBe(5);
    expect([3, 5].map((offset) => keys.arrive(fresh(offset)))).toEqual(['repeat', 'repeat']);
    expect(keys.arrive(released(5))).toBe('repeat');
    expect(keys.arrive(fresh(6))).toBe('waits');
  });

  it('parks what is behind one that comes back, once that is reported, and what is new from then on', () => {
    const keys = lane();
    for (const offset of [1, 2, 3]) keys.arrive(fresh(offset));
    keys.next();
    keys.comesBack();
    expect(keys.arrive(fresh(4))).toBe('leaves');
    expect([keys.next(), keys.depart(10)]).toEqual([undefined, []]);
    keys.returned();
    expect(offsets(keys.depart(2))).toEqual([2, 3]);
    expect(keys.depart(2)).toEqual([]);
    keys.departed();
    expect(offsets(keys.depart(2))).toEqual([4]);
    keys.departed();
    expect([keys.isIdle, keys.open()]).toEqual([true, false]);
  });

  it('sends what is released in its order, and opens when the newest that it parked is through', () => {
    const keys = lane();
    for (const offset of [1, 2]) keys.arrive(fresh(offset));
    keys.next();
    keys.comesBack();
    keys.returned();
    keys.depart(10);
    keys.departed();
    expect(keys.arrive(released(1))).toBe('waits');
    expect(goesThrough(keys)).toBe(1);
    expect([keys.open(), keys.arrive(fresh(3))]).toEqual([false, 'leaves']);
    keys.depart(10);
    keys.departed();
    expect([keys.arrive(released(3, 2)), keys.arrive(released(2))]).toEqual(['leaves', 'waits']);
    expect(goesThrough(keys)).toBe(2);
    keys.depart(10);
    keys.departed();
    expect([keys.open(), keys.arrive(released(3)), goesThrough(keys), keys.open()]).toEqual([false, 'waits', 3, true]);
    expect(keys.arrive(fresh(4))).toBe('waits');
  });

  it('sends back what was released together with one that has failed since, whoever saw that', () => {
    const heir = lane(true);
    // Its former owner saw 1 fail, and died.
    expect(heir.arrive(released(2, 1))).toBe('leaves');
    expect(heir.arrive(released(3, 2))).toBe('leaves');
    expect(offsets(heir.depart(10))).toEqual([2, 3]);
    heir.departed();
    expect(heir.arrive(released(1))).toBe('waits');
    expect(heir.arrive(released(2, 1))).toBe('waits');
    expect([goesThrough(heir), goesThrough(heir)]).toEqual([1, 2]);
    expect(heir.arrive(released(3, 2))).toBe('waits');
  });

  it('keeps a newer release of what it has, since the log heeds no older one, and drops it when that is through', () => {
    const keys = lane(true);
    keys.arrive(released(1, undefined, 2));
    keys.next();
    expect([2, 3, 3].map((number) => keys.arrive(released(1, undefined, number)))).toEqual([
      'repeat',
      'waits',
      'repeat',
    ]);
    keys.comesBack();
    keys.returned();
    expect(keys.depart(10).map(({ number }) => number)).toEqual([3]);
    keys.departed();
    keys.arrive(released(1, undefined, 3));
    keys.next();
    keys.arrive(released(1, undefined, 4));
    expect(keys.through().map(({ number }) => number)).toEqual([4]);
    expect(keys.isIdle).toBe(true);
  });

  it('of which only a marker is known stays blocked until one that was parked here is through', () => {
    const heir = lane(true);
    heir.arrive(released(1));
    expect([goesThrough(heir), heir.open()]).toEqual([1, false]);
    expect(heir.arrive(fresh(7))).toBe('leaves');
    heir.depart(10);
    heir.departed();
    heir.arrive(released(6));
    expect([goesThrough(heir), heir.open()]).toEqual([6, false]);
    heir.arrive(released(7));
    expect([goesThrough(heir), heir.open()]).toEqual([7, true]);
  });

  it('stays blocked behind a released one that comes back, though all that is new and was parked here is through', () => {
    // Its former owner parked 1 and 2; 1 is read once more, and 2 is released before it is.
    const heir = lane(true);
    expect(heir.arrive(fresh(1))).toBe('leaves');
    heir.depart(10);
    heir.departed();
    expect([heir.arrive(released(1)), heir.arrive(released(2))]).toEqual(['waits', 'waits']);
    expect(goesThrough(heir)).toBe(1);
    expect(heir.arrive(fresh(2))).toBe('repeat');
    heir.next();
    heir.comesBack();
    heir.returned();
    expect([heir.open(), heir.arrive(fresh(3))]).toEqual([false, 'leaves']);
    heir.depart(10);
    heir.departed();
    for (const offset of [2, 3]) heir.arrive(released(offset, undefined, 3));
    expect([goesThrough(heir), heir.open(), goesThrough(heir), heir.open()]).toEqual([2, false, 3, true]);
  });

  it('begins with nothing until it is known whether it is blocked', () => {
    const unknown = new Lane<Laned>();
    expect([unknown.arrive(fresh(2)), unknown.arrive(released(1)), unknown.next()]).toEqual([
      'waits',
      'waits',
      undefined,
    ]);
    unknown.settle(true);
    expect([unknown.next()?.order.offset, offsets(unknown.depart(10))]).toEqual([1, [2]]);
  });

  it('begins again with one whose attempt was cut off', () => {
    const keys = lane();
    for (const offset of [1, 2]) keys.arrive(fresh(offset));
    keys.next();
    keys.cutOff();
    expect([goesThrough(keys), goesThrough(keys)]).toEqual([1, 2]);
  });

  it('takes offsets of another partition for what they are: newer', () => {
    const keys = lane();
    keys.arrive(fresh(1000));
    goesThrough(keys);
    expect(keys.arrive({ ...fresh(3), order: { partition: 1, offset: 3 } })).toBe('waits');
  });
});
