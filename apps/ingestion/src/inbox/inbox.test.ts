import { describe, expect, it } from '@jest/globals';
import type { Handled, KafkaRecord } from '@postrider/kafka';
import { Metrics } from '@postrider/observability';
import { derivedEventId } from '@postrider/schemas';
import { notFound } from '@postrider/service';
import { ManualClock, Unavailable } from '@postrider/time';
import { Tracing } from '@postrider/tracing';
import { AcceptMetrics } from '../accept/accept-metrics.js';
import type { Acceptance, Candidate } from '../accept/candidate.js';
import { Inbox, type InboxTopics } from './inbox.js';

const ACCEPTED: Acceptance = {
  kind: 'accepted',
  id: 'evt_1',
  type: 'order.created',
  timestamp: '2026-03-01T12:00:00.000Z',
  duplicate: false,
};

function inboxWith(topics: InboxTopics, answer: () => Promise<Acceptance> = () => Promise.resolve(ACCEPTED)) {
  const seen: Candidate[] = [];
  const acceptor = {
    accept(candidate: Candidate) {
      seen.push(candidate);
      return answer();
    },
  };
  const tenants = {
    requireTenant: (id: string) => (id === 'nobody' ? Promise.reject(notFound('tenant')) : Promise.resolve()),
  };
  return {
    seen,
    inbox: new Inbox(
      acceptor,
      tenants,
      topics,
      { maxDataBytes: 1000, maxAttributeBytes: 1024 },
      new ManualClock(),
      new AcceptMetrics(new Metrics('test')),
      new Tracing(),
    ),
  };
}

const ATTRIBUTES = {
  ce_specversion: '1.0',
  ce_id: 'a-1',
  ce_source: '/shop',
  ce_type: 'order.created',
  'content-type': 'application/json',
};

function recordOf(headers: Record<string, string>, value = '{"amount":1.0}', topic = 'postrider.inbox'): KafkaRecord {
  return {
    topic,
    partition: 0,
    offset: 7,
    timestampMs: 0,
    key: null,
    value: Buffer.from(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  };
}

const reasonOf = (handled: Handled): string => (handled.kind === 'done' ? '' : handled.reason);

describe('the inbox', () => {
  const open = [{ topic: 'postrider.inbox' }, { topic: 'orders', tenant: 'acme' }];

  it('accepts a CloudEvent for the tenant that it names, known by its source and id, with its exact data', async () => {
    const { inbox, seen } = inboxWith(open);
    const headers = {
      ...ATTRIBUTES,
      ce_tenant: 'globex',
      ce_orderingkey: 'k',
      ce_labels: 'eu, vip',
      ce_time: '2026-03-01T13:00:00+01:00',
    };
    expect(await inbox.take(recordOf(headers))).toEqual({ kind: 'done' });
    expect(seen).toEqual([
      {
        tenant: 'globex',
        type: 'order.created',
        data: Buffer.from('{"amount":1.0}'),
        id: derivedEventId('/shop', 'a-1'),
        timestamp: '2026-03-01T12:00:00.000Z',
        orderingKey: 'k',
        labels: ['eu', 'vip'],
        cloudEvent: { source: '/shop', id: 'a-1' },
      },
    ]);
  });

  it('ignores the tenant that an event names in a topic that is bound to one', async () => {
    const { inbox, seen } = inboxWith(open);
    await inbox.take(recordOf({ ...ATTRIBUTES, ce_tenant: 'globex' }, '1', 'orders'));
    await inbox.take(recordOf(ATTRIBUTES, '1', 'orders'));
    expect(seen.map(({ tenant }) => tenant)).toEqual(['acme', 'acme']);
  });

  it('puts aside, with a reason that helps, what can not be accepted as it is', async () => {
    const { inbox, seen } = inboxWith(open);
    const cases: readonly (readonly [KafkaRecord, RegExp])[] = [
      [recordOf({}), /not a|no headers/i],
      [recordOf({ ...ATTRIBUTES, ce_tenant: 'acme' }, 'not json'), /JSON/],
      [recordOf(ATTRIBUTES), /tenant is missing.*INBOX_TOPICS/],
      [
        recordOf({ ...ATTRIBUTES, ce_tenant: 'a b', ce_type: 'no good', ce_orderingkey: 'k'.repeat(257) }),
        /tenant .*type .*orderingkey/,
      ],
      [recordOf({ ...ATTRIBUTES, ce_tenant: 'nobody' }), /PUT \/v1\/tenants\/nobody/],
      [recordOf({ ...ATTRIBUTES, ce_tenant: 'acme', ce_id: 'x'.repeat(1025) }), /1024/],
    ];
    for (const [record, reason] of cases) {
      const handled = await inbox.take(record);
      expect(handled.kind).toBe('poison');
      expect(reasonOf(handled)).toMatch(reason);
    }
    expect(seen).toEqual([]);
  });

  it('puts aside what is refused, with the code and every failing path', async () => {
    const refusal: Acceptance = {
      kind: 'refused',
      code: 'schema_mismatch',
      detail: 'It does not fit.',
      faults: [{ path: '/data/a', message: 'is wrong' }],
    };
    const { inbox } = inboxWith(open, () => Promise.resolve(refusal));
    expect(await inbox.take(recordOf({ ...ATTRIBUTES, ce_tenant: 'acme' }))).toEqual({
      kind: 'poison',
      reason: 'schema_mismatch: It does not fit. /data/a is wrong',
    });
  });

  it('passes a repeat over, and keeps a record for which Kafka is away', async () => {
    const repeat = inboxWith(open, () => Promise.resolve({ ...ACCEPTED, duplicate: true }));
    expect(await repeat.inbox.take(recordOf({ ...ATTRIBUTES, ce_tenant: 'acme' }))).toEqual({
      kind: 'skipped',
      reason: 'duplicate',
    });
    const away = inboxWith(open, () => Promise.reject(new Unavailable('away')));
    await expect(away.inbox.take(recordOf({ ...ATTRIBUTES, ce_tenant: 'acme' }))).rejects.toBeInstanceOf(Unavailable);
  });
});
