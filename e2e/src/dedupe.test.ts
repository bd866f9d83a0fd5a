import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, type Mailbox, metricsOf, type Tenant } from '@postrider/outside';
import { topics, type Published } from '@postrider/schemas';
import { eventually } from '@postrider/testing';
import { produce } from './outside/kafka-console.js';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

let postrider: Deployment;
let acme: Tenant;
let mailbox: Mailbox;

beforeAll(async () => {
  postrider = await Deployment.start();
  acme = await postrider.tenant('order.created', 'order.paid');
  mailbox = postrider.receiver.mailbox();
  await acme.register(mailbox);
});
afterAll(() => postrider.stop());

/** Waits until an event has come, and until a second of it would have, most likely: so much that was published after it has. */
async function settle(...events: readonly string[]): Promise<void> {
  const markers = await Promise.all(Array.from({ length: 40 }, () => acme.publish()));
  for (const id of [...events, ...markers.map((marker) => marker.id)]) await mailbox.arrival(id);
}

/** What was delivered under an id: each body once, however often it came. */
const bodiesOf = (id: string): string[] => [...new Set(mailbox.of(id).map(({ body }) => body.toString()))];

const inboxRecord = (id: string, data = '{"order":1}') => ({
  key: id,
  headers: {
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: '/orders',
    ce_type: 'order.created',
    ce_tenant: acme.id,
    'content-type': 'application/json',
  },
  value: data,
});

/** How many records of events the fan-out dropped because another had their id. */
async function dropped(): Promise<number> {
  const page = await metricsOf(postrider.stack.service('subscription'));
  return page.value('postrider_events_dropped_total', { reason: 'duplicate' }) ?? 0;
}

describe('an event id', () => {
  it('that twenty requests bring at the same time is accepted once and delivered once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, number) => acme.publish({ id: 'twenty-at-once', data: { number } })),
    );
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    await settle('twenty-at-once');
    expect(mailbox.of('twenty-at-once')).toHaveLength(1);
  });

  it('stands for the first event that had it, whatever comes with it later', async () => {
    const first = await acme.publish({ id: 'first-wins', timestamp: '2026-01-01T00:00:00Z', data: 1 });
    const second = await acme.publish({
      id: 'first-wins',
      type: 'order.paid',
      timestamp: '2027-01-01T00:00:00Z',
      data: 2,
    });
    expect(second).toEqual({ ...first, duplicate: true });
    await settle('first-wins');
    expect(mailbox.of('first-wins').map(({ body }) => body.toString())).toEqual([
      '{"type":"order.created","timestamp":"2026-01-01T00:00:00.000Z","data":1}',
    ]);
  });

  it('is another one in another tenant', async () => {
    const other = await postrider.tenant();
    const otherBox = postrider.receiver.mailbox();
    await other.register(otherBox);
    await acme.publish({ id: 'whose' });
    expect(await other.publish({ id: 'whose' })).toMatchObject({ duplicate: false });
    await Promise.all([mailbox.arrival('whose'), otherBox.arrival('whose')]);
  });

  it('follows from an Idempotency-Key where the event has none', async () => {
    const key = { 'idempotency-key': 'order-17' };
    const first = await acme.publish({ data: 'once' }, key);
    expect(await acme.publish({ data: 'once' }, key)).toEqual({ ...first, duplicate: true });
    expect(first.id).toMatch(/^evt_/);
    await settle(first.id);
    expect(mailbox.of(first.id)).toHaveLength(1);
  });

  it('is the same whether it came by Kafka or by HTTP', async () => {
    await produce(postrider.stack, topics.inbox.name, [
      inboxRecord('both-ways'),
      inboxRecord('both-ways', '{"order":2}'),
    ]);
    const { id } = await eventually('the event of the inbox', async () => {
      const { data } = await acme.events('source=%2Forders&sourceId=both-ways');
      return data[0];
    });
    expect(await acme.publish({ id, data: { order: 3 } })).toMatchObject({
      id,
      type: 'order.created',
      duplicate: true,
    });
    await settle(id);
    expect(mailbox.of(id)).toHaveLength(1);
    expect(mailbox.of(id)[0]?.body.toString()).toContain('"data":{"order":1}}');
  });

  it('that ingestion knows nothing of is dropped by the fan-out all the same', async () => {
    const before = await dropped();
    const answers: Published[] = [];
    // Ingestion asks the database what was claimed; frozen, it has nothing to say in time.
    postrider.stack.postgres.pause();
    try {
      answers.push(await acme.publish({ id: 'unknown-to-ingestion', data: 1 }));
      await mailbox.arrival('unknown-to-ingestion');
      await postrider.stack.service('ingestion').kill();
      await postrider.stack.service('ingestion').launch();
      answers.push(
        await eventually('ingestion to publish', () =>
          acme.publish({ id: 'unknown-to-ingestion', data: 2 }).catch(() => undefined),
        ),
      );
      await eventually('the second one to be dropped', async () => (await dropped()) > before);
    } finally {
      postrider.stack.postgres.continue();
    }
    expect(answers.map(({ duplicate }) => duplicate)).toEqual([false, false]);
    expect(mailbox.of('unknown-to-ingestion')).toHaveLength(1);
  });

  it('is remembered while Postgres is away, and after every process that knew it was killed', async () => {
    const before = await acme.publish({ id: 'before-all-that', data: 1 });
    await mailbox.arrival('before-all-that');
    await postrider.stack.postgres.stop();
    const away = await acme.publish({ id: 'while-away', data: 1 });
    await mailbox.arrival('while-away');
    expect(await acme.publish({ id: 'while-away', data: 2 })).toEqual({ ...away, duplicate: true });
    expect(await claims('unchecked_total')).toBeGreaterThan(0);
    await postrider.stack.postgres.start();
    await eventually('what memory decided to be written down', async () => (await claims('unwritten')) === 0);

    const services = [postrider.stack.service('ingestion'), postrider.stack.service('subscription')];
    await Promise.all(services.map((service) => service.kill()));
    await Promise.all(services.map((service) => service.start()));
    // Whoever publishes is told that it's one, unless the database doesn't say so at once: that is counted.
    for (const [first, data] of [
      [before, 2],
      [away, 3],
    ] as const) {
      const uncheckedBefore = await unchecked();
      const again = await acme.publish({ id: first.id, data });
      if (again.duplicate) expect(again).toEqual({ ...first, duplicate: true });
      else expect(await unchecked()).toBeGreaterThan(uncheckedBefore);
    }
    await settle();
    // A record that was read again after the kill may come again; none of the others may.
    // Neither knows it from before, and both ask the database; only where neither got a word from it in time, which they
    // count, is it taken for another.
    const nobodyKnew = (await unchecked()) > 0 && (await claims('unchecked_total')) > 0;
    for (const id of [before.id, away.id]) {
      const [first, ...others] = bodiesOf(id);
      expect(first).toContain('"data":1}');
      if (!nobodyKnew) expect(others).toEqual([]);
    }
  });
});

/** How many ids ingestion accepted without the database's word on them. */
async function unchecked(): Promise<number> {
  const page = await metricsOf(postrider.stack.service('ingestion'));
  return page.value('postrider_event_ids_unchecked_total') ?? Number.NaN;
}

/** One of the fan-out's numbers about ids that memory decided on. */
async function claims(name: 'unchecked_total' | 'unwritten'): Promise<number> {
  const page = await metricsOf(postrider.stack.service('subscription'));
  return page.value(`postrider_event_claims_${name}`) ?? Number.NaN;
}
