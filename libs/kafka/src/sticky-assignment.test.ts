import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assignPartitions, type JoiningMember, type Partitions } from './sticky-assignment.js';

const NONE: Partitions = new Map();
const member = (id: string, topics: readonly string[], owned: Partitions = NONE): JoiningMember => ({
  id,
  topics,
  owned,
});
const plain = (assigned: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>) =>
  Object.fromEntries(Array.from(assigned, ([id, partitions]) => [id, Object.fromEntries(partitions)]));

const TOPICS = ['deliveries', 'redeliveries', 'other', 'another'];
const TOGETHER = [['deliveries', 'redeliveries']];

/** A group with any claims at all: old ones, contradictory ones, ones of partitions that aren't there. */
const groups = fc
  .record({
    pair: fc.integer({ min: 1, max: 13 }),
    other: fc.integer({ min: 1, max: 13 }),
    another: fc.integer({ min: 1, max: 3 }),
    claims: fc.uniqueArray(
      fc.record({
        id: fc.stringMatching(/^[a-z]{1,6}$/),
        owned: fc.dictionary(fc.constantFrom(...TOPICS), fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 16 })),
      }),
      { minLength: 1, maxLength: 6, selector: ({ id }) => id },
    ),
  })
  .map(({ pair, other, another, claims }) => ({
    counts: new Map([
      ['deliveries', pair],
      ['redeliveries', pair],
      ['other', other],
      ['another', another],
    ]),
    members: claims.map(({ id, owned }) => member(id, TOPICS, new Map(Object.entries(owned)))),
  }));

const withOwned = (members: readonly JoiningMember[], assigned: ReadonlyMap<string, Partitions>) =>
  members.map(({ id, topics }) => member(id, topics, assigned.get(id) ?? NONE));

const ownerOf = (assigned: ReadonlyMap<string, Partitions>, topic: string, partition: number) =>
  [...assigned].filter(([, owned]) => owned.get(topic)?.includes(partition)).map(([id]) => id);

describe('an assignment', () => {
  it('gives every partition to one member, and equal partitions of topics that go together to the same', () => {
    fc.assert(
      fc.property(groups, ({ counts, members }) => {
        const assigned = assignPartitions(counts, TOGETHER, members);
        for (const [topic, count] of counts) {
          for (let partition = 0; partition < count; partition++)
            expect(ownerOf(assigned, topic, partition)).toHaveLength(1);
          const given = [...assigned.values()].flatMap((owned) => owned.get(topic) ?? []);
          expect(given).toHaveLength(count);
        }
        for (const owned of assigned.values()) expect(owned.get('deliveries')).toEqual(owned.get('redeliveries'));
      }),
    );
  });

  it('is even to within one partition of each topic', () => {
    fc.assert(
      fc.property(groups, ({ counts, members }) => {
        const assigned = assignPartitions(counts, TOGETHER, members);
        for (const topic of counts.keys()) {
          const sizes = [...assigned.values()].map((owned) => owned.get(topic)?.length ?? 0);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('does not depend on the order in which members and topics are named', () => {
    fc.assert(
      fc.property(groups, ({ counts, members }) => {
        const other = assignPartitions(new Map([...counts].reverse()), TOGETHER, [...members].reverse());
        expect(plain(other)).toEqual(plain(assignPartitions(counts, TOGETHER, members)));
      }),
    );
  });

  it('stays as it is when the same members join again', () => {
    fc.assert(
      fc.property(groups, ({ counts, members }) => {
        const assigned = assignPartitions(counts, TOGETHER, members);
        const again = assignPartitions(counts, TOGETHER, withOwned(members, assigned));
        expect(plain(again)).toEqual(plain(assigned));
      }),
    );
  });

  it('moves no partition between members that stay when one comes or goes', () => {
    fc.assert(
      fc.property(groups, fc.boolean(), ({ members: all, counts: given }, comes) => {
        const counts = new Map([...given].filter(([topic]) => topic.endsWith('deliveries')));
        const [changing, ...staying] = all;
        fc.pre(changing !== undefined && staying.length > 0);
        const [before, after] = comes ? [staying, all] : [all, staying];
        const first = assignPartitions(counts, TOGETHER, before);
        const then = assignPartitions(counts, TOGETHER, withOwned(after, first));
        for (let partition = 0; partition < (counts.get('deliveries') ?? 0); partition++) {
          const [from] = ownerOf(first, 'deliveries', partition);
          const [to] = ownerOf(then, 'deliveries', partition);
          if (from !== to) expect([from, to]).toContain(changing?.id);
        }
      }),
    );
  });

  it('gives single partitions of many topics to different members', () => {
    const counts = new Map(['a', 'b', 'c', 'd'].map((topic) => [topic, 1]));
    const members = ['m1', 'm2'].map((id) => member(id, [...counts.keys()]));
    expect(plain(assignPartitions(counts, [], members))).toEqual({ m1: { a: [0], c: [0] }, m2: { b: [0], d: [0] } });
  });

  it('spreads topics of unequal counts each by itself, though they were to go together', () => {
    const counts = new Map([
      ['deliveries', 2],
      ['redeliveries', 3],
    ]);
    const members = ['m1', 'm2'].map((id) => member(id, [...counts.keys()]));
    expect(plain(assignPartitions(counts, TOGETHER, members))).toEqual({
      m1: { deliveries: [0], redeliveries: [0, 1] },
      m2: { deliveries: [1], redeliveries: [2] },
    });
  });

  it('gives a topic to none that does not read it, nor half of what goes together', () => {
    const counts = new Map([
      ['deliveries', 2],
      ['redeliveries', 2],
    ]);
    const members = [member('old', ['deliveries']), member('new', ['deliveries', 'redeliveries'])];
    expect(plain(assignPartitions(counts, TOGETHER, members))).toEqual({
      old: {},
      new: { deliveries: [0, 1], redeliveries: [0, 1] },
    });
  });
});
