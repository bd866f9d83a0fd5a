import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Scene } from '../testing/scene.js';
import { claimEvents, findClaims, forgetClaims, type ClaimingRecord } from './event-claims.js';

const DAY_S = 86_400;
const START_MS = Date.parse('2026-03-01T12:00:00.000Z');
const at = (seconds: number): string => new Date(START_MS + seconds * 1000).toISOString();

const record = (eventId: string, offset: number, given: Partial<ClaimingRecord> = {}): ClaimingRecord => ({
  tenant: 'acme',
  eventId,
  topic: 'postrider.events',
  partition: 0,
  offset,
  type: 'order.created',
  timestamp: at(0),
  acceptedAt: at(0),
  ...given,
});

describe('a claim of an event id', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('event_claims'));

  const claim = async (...records: ClaimingRecord[]): Promise<number[]> =>
    [...(await claimEvents(scene.sql, records, DAY_S))].sort((a, b) => a - b);

  it('is the first record’s, and still is when that is read again', async () => {
    const first = record('a', 1);
    expect(await claim(first)).toEqual([]);
    expect(await claim(first)).toEqual([]);
    expect(await claim(first, first)).toEqual([]);
  });

  it('makes another record late, wherever that lies, within one batch too', async () => {
    expect(await claim(record('a', 1), record('a', 2), record('b', 3), record('a', 1))).toEqual([1]);
    expect(await claim(record('a', 2))).toEqual([0]);
    expect(await claim(record('a', 1, { partition: 1 }))).toEqual([0]);
    expect(await claim(record('a', 1, { topic: 'orders' }))).toEqual([0]);
    expect(await claim(record('a', 1))).toEqual([]);
    expect(await claim(record('a', 2), record('a', 2))).toEqual([0, 1]);
  });

  it('is the tenant’s own: another has the same id', async () => {
    expect(await claim(record('a', 1), record('a', 2, { tenant: 'globex' }))).toEqual([]);
  });

  it('is taken over once it is older than the window, measured between the times of acceptance', async () => {
    await claim(record('a', 1));
    expect(await claim(record('a', 2, { acceptedAt: at(DAY_S) }))).toEqual([0]);
    const later = record('a', 3, { acceptedAt: at(DAY_S + 1) });
    expect(await claim(later)).toEqual([]);
    // Judged as it was the first time, although the window has long passed by the clock.
    expect(await claim(later)).toEqual([]);
    expect(await claim(record('a', 1))).toEqual([0]);
    expect(await claim(record('b', 4), record('b', 5, { acceptedAt: at(DAY_S + 1) }))).toEqual([]);
  });

  it('is found with what came with it, within the window alone', async () => {
    const first = record('a', 1, { type: 'order.paid', timestamp: at(-5), acceptedAt: at(10) });
    await claim(first, record('b', 2));
    const ids = ['a', 'b', 'c'].map((eventId) => ({ tenant: 'acme', eventId }));
    expect(await findClaims(scene.sql, ids, at(10))).toEqual([
      { tenant: 'acme', eventId: 'a', type: 'order.paid', timestamp: at(-5), acceptedAt: at(10) },
    ]);
    expect(await findClaims(scene.sql, [{ tenant: 'globex', eventId: 'a' }], at(0))).toEqual([]);
  });

  it('is forgotten after the window, so many at a time', async () => {
    const now = new Date().toISOString();
    await claim(record('a', 1), record('b', 2), record('c', 3), record('d', 4, { acceptedAt: now }));
    expect(await forgetClaims(scene.sql, DAY_S, 2)).toBe(2);
    expect(await forgetClaims(scene.sql, DAY_S, 2)).toBe(1);
    expect(await forgetClaims(scene.sql, DAY_S, 2)).toBe(0);
    expect(await scene.sql.query('select event_id from event_claims')).toEqual([{ event_id: 'd' }]);
  });

  it('has one owner when many batches want the same ids at once, in whatever order, and none locks another out', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `id_${index}`);
    const batches = Array.from({ length: 8 }, (_, partition) => {
      const batch = ids.map((id, offset) => record(id, offset, { partition }));
      return partition % 2 === 0 ? batch : batch.toReversed();
    });
    const late = await Promise.all(batches.map((batch) => claimEvents(scene.sql, batch, DAY_S)));
    const owned = batches.flatMap((batch, index) =>
      batch.filter((_, place) => !late[index]?.has(place)).map(({ eventId }) => eventId),
    );
    expect(owned.sort()).toEqual([...ids].sort());
  });

  it('is decided as by a model, however records come, and come again', async () => {
    const WINDOW_S = 10;
    // What is at an offset never changes: the same place has the same time of acceptance.
    const given = fc
      .tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 4 }))
      .map(([eventId, offset]) => record(eventId, offset, { acceptedAt: at(offset * 7) }));
    const batches = fc.array(fc.array(given, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(batches, async (history) => {
        await scene.empty('event_claims');
        const owners = new Map<string, ClaimingRecord>();
        for (const records of history) {
          // A batch is of one partition; what was read before may come again with the next.
          const batch = records.toSorted((a, b) => a.offset - b.offset);
          const late = decide(owners, batch, WINDOW_S);
          expect([...(await claimEvents(scene.sql, batch, WINDOW_S))].sort()).toEqual([...late].sort());
        }
        const rows = await scene.sql.query('select event_id, record_offset::int from event_claims order by 1');
        const owned = [...owners].map(([id, { offset }]) => ({ event_id: id, record_offset: offset }));
        expect(rows).toEqual(owned.sort((a, b) => (a.event_id < b.event_id ? -1 : 1)));
      }),
      { numRuns: 100 },
    );
  });
});

/** What the first of each id in a batch, and whatever lies beyond its window, come to; the rest goes by those. */
function decide(
  owners: Map<string, ClaimingRecord>,
  batch: readonly ClaimingRecord[],
  windowSeconds: number,
): Set<number> {
  const late = new Set<number>();
  const heads = new Map<string, { record: ClaimingRecord; late: boolean }>();
  for (const [index, one] of batch.entries()) {
    let head = heads.get(one.eventId);
    if (!head || (head.record.offset !== one.offset && !isLate(head.record, one, windowSeconds))) {
      head = { record: one, late: isLate(owners.get(one.eventId), one, windowSeconds) };
      heads.set(one.eventId, head);
      if (!head.late) owners.set(one.eventId, one);
      if (head.late) late.add(index);
    } else if (head.record.offset !== one.offset || head.late) late.add(index);
  }
  return late;
}

function isLate(owner: ClaimingRecord | undefined, one: ClaimingRecord, windowSeconds: number): boolean {
  if (!owner || owner.offset === one.offset) return false;
  return Date.parse(owner.acceptedAt) >= Date.parse(one.acceptedAt) - windowSeconds * 1000;
}
