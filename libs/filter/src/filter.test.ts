import { describe, expect, it } from '@jest/globals';
import { linearPattern } from '@postrider/json-schema';
import fc from 'fast-check';
import type { ExactJson } from './exact-json.js';
import { compileFilter, type Filter } from './filter.js';
import { FilteredEvent, type EventMetadata } from './filtered-event.js';
import { compareTexts } from './tests-of-values.js';

const METADATA: EventMetadata = { id: 'evt_1', type: 'order.created', timestamp: '2026-03-01T12:00:00.000Z' };

const eventOf = (data: string, given: Partial<EventMetadata> = {}) =>
  new FilteredEvent({ ...METADATA, ...given }, Buffer.from(data));

function compiled(source: unknown): Filter {
  const filter = compileFilter(source as ExactJson);
  if (filter.kind === 'refused') throw new Error(JSON.stringify([source, filter.faults]));
  return filter;
}

const verdict = (source: unknown, data: unknown) => compiled(source).verdict(eventOf(JSON.stringify(data)));
const matches = (source: unknown, data: unknown) => verdict(source, data) === 'matches';
const about = (condition: unknown) => ({ data: condition });

const name = fc.constantFrom('a', 'b', 'c');
const scalar = fc.constantFrom<unknown>(0, 1, 1.5, '', 'a', 'ab', 'ba', true, false, null);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(name, scalar, { maxKeys: 3 }));

/** What is asked of a value, without `$exists`. */
const { condition, members } = fc.letrec<{ condition: unknown; members: unknown }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    scalar.map((operand) => ({ $eq: operand })),
    value.map((operand) => ({ $ne: operand })),
    fc
      .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte'), fc.constantFrom<unknown>(0, 1, 'a', 'b'))
      .map(([operator, operand]) => ({ [operator]: operand })),
    fc
      .tuple(fc.constantFrom('$in', '$nin'), fc.array(value, { minLength: 1, maxLength: 3 }))
      .map(([operator, operand]) => ({ [operator]: operand })),
    fc
      .tuple(fc.constantFrom('$startsWith', '$endsWith', '$contains', '$regex'), fc.constantFrom('a', 'b'))
      .map(([operator, operand]) => ({ [operator]: operand })),
    fc
      .tuple(fc.constantFrom('$and', '$or'), fc.array(tie('condition'), { minLength: 1, maxLength: 3 }))
      .map(([operator, conditions]) => ({ [operator]: conditions })),
    fc
      .tuple(fc.constantFrom('$not', '$any', '$all'), tie('condition'))
      .map(([operator, inside]) => ({ [operator]: inside })),
    tie('members'),
  ),
  members: fc.dictionary(name, tie('condition'), { minKeys: 1, maxKeys: 2 }),
}));

/** Conditions that look at members alone, so that others beside them change nothing by themselves. */
const ofMembers = fc.oneof(
  members,
  members.map((inside) => ({ $not: inside })),
  fc
    .tuple(fc.constantFrom('$and', '$or'), members, members)
    .map(([operator, p, q]) => ({ [operator]: [{ $not: p }, q] })),
);

/** Objects in which all that conditions can name is there. */
const whole = fc.record({ a: scalar, b: scalar, c: scalar });
/** Conditions on those, that look no further inside. */
const flat = fc.dictionary(
  name,
  fc
    .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$lte', '$startsWith', '$contains'), fc.constantFrom('a', 'b'))
    .map(([operator, operand]) => ({ [operator]: operand })),
  { minKeys: 1, maxKeys: 3 },
);

describe('the logic of filters', () => {
  it('takes $not for the complement, where all that is asked for is there', () => {
    fc.assert(
      fc.property(flat, whole, (asked, data) => {
        expect(matches(about({ $not: asked }), data)).toBe(!matches(about(asked), data));
      }),
    );
  });

  it('holds only if it would hold whatever stood where there is nothing', () => {
    fc.assert(
      fc.property(ofMembers, fc.dictionary(name, value, { maxKeys: 2 }), whole, (asked, data, more) => {
        fc.pre(matches(about(asked), data));
        expect(matches(about(asked), { ...more, ...data })).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('never holds both ways, and never either way for what is all absent', () => {
    fc.assert(
      fc.property(condition, value, (asked, data) => {
        expect(matches(about(asked), data) && matches(about({ $not: asked }), data)).toBe(false);
        expect(matches(about({ nowhere: asked }), {})).toBe(false);
        expect(matches(about({ nowhere: { $not: asked } }), {})).toBe(false);
        expect(matches(about({ $not: { nowhere: asked } }), {})).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('has the laws of logic: two nots, De Morgan’s, any order, all and any', () => {
    fc.assert(
      fc.property(condition, condition, value, (p, q, data) => {
        const same = (one: unknown, other: unknown) =>
          expect(matches(about(one), data)).toBe(matches(about(other), data));
        same({ $not: { $not: p } }, p);
        same({ $not: { $and: [p, q] } }, { $or: [{ $not: p }, { $not: q }] });
        same({ $not: { $or: [p, q] } }, { $and: [{ $not: p }, { $not: q }] });
        same({ $and: [p, q] }, { $and: [q, p] });
        same({ $or: [p, q] }, { $or: [q, p] });
        same({ $and: [p, { $or: [p, q] }] }, p);
        expect(matches(about({ $and: [p, q] }), data)).toBe(matches(about(p), data) && matches(about(q), data));
        if (matches(about(p), data)) expect(matches(about({ $or: [q, p] }), data)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('explains what differs, and nothing else', () => {
    fc.assert(
      fc.property(condition, value, (asked, data) => {
        const event = eventOf(JSON.stringify(data));
        const filter = compiled(about(asked));
        expect(filter.reasons(event).length > 0).toBe(filter.verdict(event) === 'differs');
      }),
      { numRuns: 500 },
    );
    const filter = compiled({ data: { total: { $gte: 5 }, $not: { country: 'de' }, tier: 'gold' } });
    expect(filter.reasons(eventOf('{"total":1,"country":"de"}'))).toEqual([
      { path: '/data/total/$gte', message: 'does not hold at /data/total' },
      { path: '/data/$not/country', message: 'holds at /data/country, and should not' },
      { path: '/data/tier', message: 'asks for what the event lacks, at /data/tier or inside of it' },
    ]);
  });
});

describe('values', () => {
  it('are compared exactly, however large their numbers', () => {
    const data = '{"id":12345678901234567890,"amount":1.0}';
    const isMatch = (source: unknown) => compiled(source).verdict(eventOf(data)) === 'matches';
    expect(isMatch(about({ id: { $number: '12345678901234567890' }, amount: 1 }))).toBe(true);
    expect(isMatch(about({ id: { $number: '12345678901234567891' } }))).toBe(false);
    expect(isMatch(about({ id: { $ne: { $number: '12345678901234567891' } } }))).toBe(true);
    expect(isMatch(about({ id: { $lt: { $number: '12345678901234567891' } } }))).toBe(true);
    expect(isMatch(about({ id: { $in: [1, { $number: '12345678901234567890.0' }] } }))).toBe(true);
    expect(isMatch(about({ $eq: { amount: 1, id: { $number: '12345678901234567890' } } }))).toBe(true);
  });

  it('match a pattern as the linear engine has it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab.|*?]{1,8}$/), fc.stringMatching(/^[abc]{0,8}$/), (source, text) => {
        const pattern = linearPattern(source);
        fc.pre(pattern.kind === 'pattern');
        expect(matches(about({ $regex: source }), text)).toBe(pattern.kind === 'pattern' && pattern.test(text));
      }),
    );
  });

  it('that are texts are in the order of their code points', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const wanted = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect(Math.sign(compareTexts(a, b))).toBe(wanted);
      }),
    );
    expect(compareTexts('\u{1f600}', '\ufffd')).toBeGreaterThan(0);
  });
});

describe('an event', () => {
  it('is asked by its metadata too, and without labels has an empty list of them', () => {
    const event = eventOf('1', { labels: ['eu', 'vip'], version: 2, orderingKey: 'k' });
    const isMatch = (source: unknown) => compiled(source).verdict(event) === 'matches';
    expect(isMatch({ labels: { $any: 'vip' }, version: { $gte: 2 }, orderingKey: 'k', id: 'evt_1' })).toBe(true);
    expect(isMatch({ timestamp: { $gte: '2026-03', $lt: '2026-04' }, type: { $startsWith: 'order.' } })).toBe(true);
    expect(isMatch({ cloudEvent: { $exists: false }, data: 1 })).toBe(true);
    expect(compiled({ $not: { labels: { $any: 'vip' } } }).verdict(eventOf('1'))).toBe('matches');
    expect(compiled({ $not: { version: 2 } }).verdict(eventOf('1'))).toBe('differs');
  });

  it('whose data can’t be read matches nothing that is asked of it', () => {
    const deep = `${'['.repeat(200_000)}12345678901234567890${']'.repeat(200_000)}`;
    for (const data of ['{', '', deep]) {
      expect(compiled({ data: { a: { $ne: 1 } } }).verdict(eventOf(data))).toBe('differs');
      expect(compiled({ type: 'order.created' }).verdict(eventOf(data))).toBe('matches');
    }
  });

  it('that takes too much is undecided, and what is left for others has an end', () => {
    const text = JSON.stringify('a'.repeat(250_000));
    const costly = compiled(about({ $regex: '(a|aa|aaa){1,40}$' }));
    expect(costly.verdict(eventOf(text))).toBe('undecided');
    expect(costly.reasons(eventOf(text))).toEqual([]);
    const event = eventOf(JSON.stringify(Array.from({ length: 100_000 }, () => 1)));
    const long = compiled(about({ $all: { $or: [2, 3, 4, { $gte: 1 }] } }));
    const verdicts = Array.from({ length: 60 }, () => long.verdict(event));
    expect(verdicts[0]).toBe('matches');
    expect(verdicts.at(-1)).toBe('undecided');
    expect(long.verdict(eventOf('[1]'))).toBe('matches');
  });
});

describe('compiling', () => {
  it('never throws, nor does what it compiled, on any JSON', () => {
    const any = fc.jsonValue();
    const odd = fc.oneof(
      any,
      condition,
      fc.dictionary(fc.constantFrom('data', '$and', '$not', '$any', '$x', '$$'), any),
    );
    fc.assert(
      fc.property(fc.oneof(odd, odd.map(about)), any, (source, data) => {
        const filter = compileFilter(source as ExactJson);
        if (filter.kind === 'filter')
          expect(['matches', 'differs', 'undecided']).toContain(filter.verdict(eventOf(JSON.stringify(data))));
        else expect(filter.faults.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) deep = { $not: deep };
    expect(compileFilter(deep as ExactJson).kind).toBe('refused');
  });

  it.each<[unknown, string, RegExp]>([
    [7, '', /no condition on an event/],
    [[], '', /is a list/],
    [{}, '', /is empty/],
    [{ total: 5 }, '/total', /what was published is under data/],
    [{ $gt: 5 }, '/$gt', /no condition on an event/],
    [{ $exists: true }, '/$exists', /no condition on an event/],
    [{ $or: [{ type: 'a' }, 5] }, '/$or/1', /no condition on an event/],
    [{ data: {} }, '/data', /is empty/],
    [{ data: { a: [1] } }, '/data/a', /say \$eq for the whole list/],
    [{ data: { a: { $like: 'x' } } }, '/data/a/$like', /is no operator; those are \$eq/],
    [{ data: { a: { $gt: true } } }, '/data/a/$gt', /takes a number or a text/],
    [{ data: { a: { $in: 5 } } }, '/data/a/$in', /takes a list/],
    [{ data: { a: { $in: [] } } }, '/data/a/$in', /takes a list/],
    [{ data: { a: { $exists: 1 } } }, '/data/a/$exists', /true or false/],
    [{ data: { a: { $startsWith: '' } } }, '/data/a/$startsWith', /1 to 1024/],
    [{ data: { a: { $regex: '(a)\\1' } } }, '/data/a/$regex', /refers back/],
    [{ data: { a: { $regex: '(?=a)' } } }, '/data/a/$regex', /looks ahead/],
    [{ data: { a: { $regex: 'a{301}' } } }, '/data/a/$regex', /more than 300 characters/],
    [{ data: { a: { $and: [] } } }, '/data/a/$and', /list of conditions/],
    [{ data: { a: { $eq: [{ $number: '1x' }] } } }, '/data/a/$eq/0/$number', /number of JSON/],
    [
      { data: { a: { $or: Array.from({ length: 11 }, () => ({ $regex: 'a' })) } } },
      '/data/a/$or/10/$regex',
      /one pattern more/,
    ],
    [{ data: { $in: Array.from({ length: 1001 }, () => 1) } }, '', /larger than/],
    [{ data: { a: 'x'.repeat(20_000) } }, '', /larger than/],
  ])('refuses %j, and says where', (source, path, message) => {
    expect(compileFilter(source as ExactJson)).toMatchObject({
      kind: 'refused',
      faults: [{ path, message: expect.stringMatching(message) }],
    });
  });

  it('takes a name that begins with $ where it is written with $$', () => {
    expect(matches(about({ $$ref: 'x' }), { $ref: 'x' })).toBe(true);
    expect(matches(about({ __proto__: 1, a: 1 }), { a: 1 })).toBe(true);
    expect(matches(JSON.parse('{"data":{"__proto__":{"$exists":true}}}'), {})).toBe(false);
    expect(matches(about({ toString: { $exists: true } }), {})).toBe(false);
  });
});
