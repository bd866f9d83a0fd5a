import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, type Mailbox, status, type Tenant } from '@postrider/outside';
import type { Service } from '@postrider/stack';
import { eventually } from '@postrider/testing';

jest.setTimeout(300_000);

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f'];
/** Of each key. */
const EVENTS = 24;
const BLOCK_SECONDS = 4;

interface Sequenced {
  readonly key: string;
  readonly number: number;
}

let postrider: Deployment;

beforeAll(async () => {
  postrider = await Deployment.start({
    env: { RETRY_SCHEDULE_SECONDS: '1,1,1,1,1,1,1,1,1,1' },
  });
});
afterAll(() => postrider.stop());

const sequenceOf = (body: Buffer): Sequenced =>
  (JSON.parse(body.toString('utf8')) as { readonly data: Sequenced }).data;

/** Publishes the events of a key one after another, so that their order is known. */
async function publishInOrder(tenant: Tenant, key: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number++)
    ids.push((await tenant.publish({ orderingKey: key, data: { key, number } })).id);
  return ids;
}

/** Answers what a mailbox takes, by key, each the first time that it came; `refuses` says what it doesn't take. */
function taking(mailbox: Mailbox, refuses: (event: Sequenced) => boolean): ReadonlyMap<string, number[]> {
  const taken = new Map<string, number[]>();
  mailbox.otherwise = (response, request) => {
    const event = sequenceOf(request.body);
    if (refuses(event)) {
      // Not an illness: five in a row of another kind would open its breaker.
      status(400)(response, request);
      return;
    }
    const numbers = taken.get(event.key) ?? [];
    if (!numbers.includes(event.number)) taken.set(event.key, [...numbers, event.number]);
    status(204)(response, request);
  };
  return taken;
}

const inOrder = (count: number): number[] => [...Array(count).keys()];

describe('an endpoint with ordering by key', () => {
  it('gets the events of each key in the order of their publication, though attempts fail and dispatchers die', async () => {
    const [tenant, mailbox] = [await postrider.tenant(), postrider.receiver.mailbox()];
    const endpoint = await tenant.register(mailbox, { ordering: 'key' });
    expect(endpoint.ordering).toBe('key');
    const refused = new Set<string>();
    const taken = taking(mailbox, ({ key, number }) => {
      // One in seven is refused the first time, here and there.
      const name = `${key}${number}`;
      if (refused.has(name) || (number * 5 + key.charCodeAt(0)) % 7 !== 0) return false;
      refused.add(name);
      return true;
    });
    const all = (): boolean => KEYS.every((key) => taken.get(key)?.length === EVENTS);
    const other: Service = await postrider.replica('dispatcher');
    try {
      const published = Promise.all(KEYS.map((key) => publishInOrder(tenant, key, EVENTS)));
      await eventually('a part of it to be taken', () => (taken.get('a')?.length ?? 0) >= 5, 60_000);
      await postrider.stack.service('dispatcher').kill();
      await published;
      await postrider.stack.service('dispatcher').start();
      await eventually('all of it to be taken', all, 180_000).catch((error: unknown) => {
        throw new Error(`${String(error)}: ${JSON.stringify(Object.fromEntries(taken))}`);
      });
    } finally {
      await other.stop();
    }
    expect(Object.fromEntries(taken)).toEqual(Object.fromEntries(KEYS.map((key) => [key, inOrder(EVENTS)])));
  });

  it('waits for the one that fails with what is behind it, and with no other key', async () => {
    const [tenant, mailbox] = [await postrider.tenant(), postrider.receiver.mailbox()];
    const endpoint = await tenant.register(mailbox, {
      ordering: 'key',
      // More than there is to see before it's well again.
      retry: { scheduleSeconds: Array(30).fill(1) },
    });
    let ill = true;
    const taken = taking(mailbox, ({ key, number }) => ill && key === 'failing' && number === 0);
    const [, second = ''] = await publishInOrder(tenant, 'failing', 3);
    await publishInOrder(tenant, 'well', 10);
    await eventually('the other key to be through', () => taken.get('well')?.length === 10);
    expect(taken.get('failing')).toBeUndefined();
    expect(await tenant.settled(second, 'held', endpoint.id)).toMatchObject({ reason: 'lane_blocked', attempts: 0 });
    ill = false;
    await eventually('it to go on', () => taken.get('failing')?.length === 3, 30_000);
    expect(taken.get('failing')).toEqual([0, 1, 2]);
    await publishInOrder(tenant, 'failing', 4);
    await eventually('what is new to follow', () => taken.get('failing')?.length === 4, 30_000);
  });

  it('skips one that has held back the others for too long, and marks it', async () => {
    await postrider.stack.service('dispatcher').stop();
    const impatient = await postrider.replica('dispatcher', { ORDER_BLOCK_SECONDS: String(BLOCK_SECONDS) });
    try {
      const [tenant, mailbox] = [await postrider.tenant(), postrider.receiver.mailbox()];
      const endpoint = await tenant.register(mailbox, { ordering: 'key', retry: { scheduleSeconds: [1, 3600] } });
      const taken = taking(mailbox, ({ number }) => number === 0);
      const [first = ''] = await publishInOrder(tenant, 'k', 3);
      await eventually('the others to go on', () => taken.get('k')?.length === 2, 60_000);
      expect(taken.get('k')).toEqual([1, 2]);
      const dead = await tenant.settled(first, 'dead', endpoint.id);
      expect(dead).toMatchObject({ reason: 'order_blocked', orderingKey: 'k' });
      expect((await tenant.deadLetters()).map(({ id }) => id)).toEqual([dead.id]);
      const startsMs = (await tenant.delivery(dead.id)).attemptLog.map(({ startedAt }) => Date.parse(startedAt));
      // From the first that failed to the last, which is made when its time is up; the clocks' milliseconds are cut off.
      expect(Math.max(...startsMs) - Math.min(...startsMs)).toBeGreaterThanOrEqual(BLOCK_SECONDS * 1000 - 10);
    } finally {
      await impatient.stop();
    }
  });
});
