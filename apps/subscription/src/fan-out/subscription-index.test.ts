import { describe, expect, it } from '@jest/globals';
import { wants, type EndpointEntity } from '@postrider/schemas';
import fc from 'fast-check';
import { SubscriptionIndex, type Match } from './subscription-index.js';

const word = fc.constantFrom('a', 'b', 'c');
const eventType = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('.'));
const pattern = fc.oneof(
  fc.constant('*'),
  eventType,
  eventType.map((name) => `${name}.*`),
);
const version = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined });
const subscription = fc.record({ eventTypes: fc.array(pattern, { minLength: 1, maxLength: 3 }), version });
const endpoint = fc
  .record({
    number: fc.integer({ min: 0, max: 5 }),
    tenant: fc.constantFrom('acme', 'globex'),
    subscriptions: fc.option(fc.array(subscription, { minLength: 1, maxLength: 3 })),
  })
  .map(({ number, tenant, subscriptions }): EndpointEntity => ({
    kind: 'endpoint',
    id: `ep_${number}`,
    tenant,
    url: 'https://example.com',
    status: 'enabled',
    secrets: [],
    ...(subscriptions && {
      subscriptions: subscriptions.map((each, position) => ({ id: `sub_${position}`, ...each })),
    }),
  }));

/** What the index has to find, found the slow way. */
function expected(endpoints: Iterable<EndpointEntity>, tenant: string, type: string, version?: number): Match[] {
  return [...endpoints]
    .filter((candidate) => candidate.tenant === tenant)
    .flatMap((candidate): Match[] => {
      const wanted = wants(candidate, { type, version });
      return wanted ? [{ endpoint: candidate.id, subscription: wanted.subscription }] : [];
    });
}

describe('the subscription index', () => {
  it('finds exactly the endpoints that have a matching subscription, by the first that matches, after any changes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(endpoint, fc.boolean()), { maxLength: 30 }),
        fc.array(fc.tuple(eventType, version), { minLength: 1, maxLength: 5 }),
        (changes, types) => {
          const index = new SubscriptionIndex();
          const endpoints = new Map<string, EndpointEntity>();
          for (const [entity, deleted] of changes) {
            const before = endpoints.get(entity.id);
            if (deleted) endpoints.delete(entity.id);
            else endpoints.set(entity.id, entity);
            index.change(before, deleted ? undefined : entity);
            for (const tenant of ['acme', 'globex']) {
              for (const [type, inVersion] of types) {
                const found = [...index.match(tenant, type, inVersion)].sort((a, b) =>
                  a.endpoint < b.endpoint ? -1 : 1,
                );
                const wanted = expected(endpoints.values(), tenant, type, inVersion).sort((a, b) =>
                  a.endpoint < b.endpoint ? -1 : 1,
                );
                expect(found).toEqual(wanted);
              }
            }
          }
        },
      ),
    );
  });
});
