import { describe, expect, it } from '@jest/globals';
import { FilteredEvent, Wants } from '@postrider/filter';
import type { AcceptedEvent, EndpointEntity, Subscription } from '@postrider/schemas';
import fc from 'fast-check';
import type { Match } from './candidate.js';
import { SubscriptionIndex } from './subscription-index.js';

const word = fc.constantFrom('a', 'b', 'c');
const eventType = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('.'));
const pattern = fc.oneof(
  fc.constant('*'),
  eventType,
  eventType.map((name) => `${name}.*`),
);
const version = fc.integer({ min: 1, max: 3 });
/** What a subscription asks for beside the type, or not. */
const asked = fc.record(
  {
    version,
    labels: fc.constantFrom<string[]>(['eu'], ['eu', 'vip'], ['us']),
    filter: fc.constantFrom<object>(
      { data: { n: 1 } },
      { data: { n: { $gt: 1 } } },
      { $not: { labels: { $any: 'vip' } } },
    ),
  },
  { requiredKeys: [] },
);
const subscription = fc.tuple(
  fc.array(pattern, { minLength: 1, maxLength: 3 }),
  fc.option(asked, { nil: {}, freq: 1 }),
);
const endpoint = fc
  .record({
    number: fc.integer({ min: 0, max: 5 }),
    tenant: fc.constantFrom('acme', 'globex'),
    given: fc.option(fc.array(subscription, { minLength: 1, maxLength: 4 })),
  })
  .map(({ number, tenant, given }): EndpointEntity => ({
    kind: 'endpoint',
    id: `ep_${number}`,
    tenant,
    url: 'https://example.com',
    status: 'enabled',
    secrets: [],
    ...(given && {
      subscriptions: given.map(([eventTypes, more], position) => ({ id: `sub_${position}`, eventTypes, ...more })),
    }),
  }));

const event = fc
  .record({
    type: eventType,
    version: fc.option(version, { nil: undefined }),
    labels: fc.constantFrom<string[] | undefined>(undefined, ['eu'], ['vip', 'us']),
    data: fc.constantFrom('{"n":1}', '{"n":1.0000000000000000000001}', '{}'),
  })
  .map(({ type, version: inVersion, labels, data }): AcceptedEvent => {
    const meta = {
      tenant: '',
      id: 'evt_1',
      type,
      version: inVersion,
      labels,
      timestamp: AT,
      acceptedAt: AT,
      idChosen: false,
    };
    return { meta, data: Buffer.from(data) };
  });
const AT = '2026-03-01T12:00:00.000Z';

/** What the index has to find, found the slow way. */
function expected(endpoints: Iterable<EndpointEntity>, tenant: string, published: AcceptedEvent): Match[] {
  return [...endpoints]
    .filter((candidate) => candidate.tenant === tenant)
    .flatMap((candidate): Match[] => {
      const wanted = new Wants(candidate).of(new FilteredEvent(published.meta, published.data));
      return wanted ? [{ endpoint: candidate.id, subscription: wanted.subscription?.id }] : [];
    });
}

const byEndpoint = (matches: readonly Match[]): Match[] =>
  [...matches].sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1));

const entityWith = (...subscriptions: readonly Partial<Subscription>[]): EndpointEntity => ({
  kind: 'endpoint',
  id: 'ep_1',
  tenant: 'acme',
  url: 'https://example.com',
  status: 'enabled',
  secrets: [],
  subscriptions: subscriptions.map((one, position) => ({ id: `sub_${position}`, eventTypes: ['*'], ...one })),
});

const eventWith = (data: string): AcceptedEvent => ({
  meta: { tenant: 'acme', id: 'evt_1', type: 'a', timestamp: AT, acceptedAt: AT, idChosen: false },
  data: Buffer.from(data),
});

describe('the subscription index', () => {
  it('finds exactly the endpoints that have a matching subscription, by the first that matches, after any changes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(endpoint, fc.boolean()), { maxLength: 30 }),
        fc.array(event, { minLength: 1, maxLength: 5 }),
        (changes, published) => {
          const index = new SubscriptionIndex();
          const endpoints = new Map<string, EndpointEntity>();
          for (const [entity, deleted] of changes) {
            const before = endpoints.get(entity.id);
            if (deleted) endpoints.delete(entity.id);
            else endpoints.set(entity.id, entity);
            index.change(before, deleted ? undefined : entity);
            for (const tenant of ['acme', 'globex']) {
              for (const one of published) {
                const found = index.match(tenant, one.meta.type, one);
                expect(byEndpoint(found)).toEqual(byEndpoint(expected(endpoints.values(), tenant, one)));
              }
            }
          }
        },
      ),
    );
  });

  it('reads an event’s data only where a filter asks for it, and answers what it remembers where none does', () => {
    const index = new SubscriptionIndex();
    index.change(undefined, { ...entityWith({}), id: 'ep_2' });
    const [unread, labelled] = [eventWith('{}'), entityWith({ labels: ['eu'] })];
    const read = () => {
      throw new Error('the data was read');
    };
    Object.assign(unread.data, { toString: read });
    const first = index.match('acme', 'a', unread);
    expect(index.match('acme', 'a', unread)).toBe(first);
    index.change(undefined, labelled);
    expect(index.match('acme', 'a', unread)).toEqual([{ endpoint: 'ep_2', subscription: 'sub_0' }]);
    index.change(labelled, entityWith({ filter: { data: 1 } }));
    expect(() => index.match('acme', 'a', unread)).toThrow('the data was read');
  });

  it('takes no event that a filter can’t be decided on, says so of each subscription once, and counts all', () => {
    const told: unknown[][] = [];
    const index = new SubscriptionIndex({ undecided: (...args) => void told.push(args) });
    const costly = { data: { $regex: '(a|aa|aaa){1,40}$' } };
    index.change(undefined, entityWith({ filter: { later: 1 } }, { filter: costly }, { filter: { data: 'x' } }));
    expect(index.match('acme', 'a', eventWith('"x"'))).toEqual([{ endpoint: 'ep_1', subscription: 'sub_2' }]);
    expect(index.match('acme', 'a', eventWith(JSON.stringify('a'.repeat(250_000))))).toEqual([]);
    expect(told).toEqual([
      ['sub_0', 'unusable', true],
      ['sub_0', 'unusable', false],
      ['sub_1', 'too_much', true],
    ]);
  });
});
