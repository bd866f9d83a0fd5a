import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Metrics } from '@postrider/observability';
import { eventually, testBrokers } from '@postrider/testing';
import { Unavailable } from '@postrider/time';
import { GroupCommitProducer, MAX_RECORD_BYTES, ProduceFailed } from './group-commit-producer.js';
import { BrokerProxy } from './testing/broker-proxy.js';
import { PATIENCE_MS, record, Scene, sumOf } from './testing/scene.js';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

const valuesOf = async (topic: string, partition = 0): Promise<string[]> =>
  (await scene.contents(topic, partition)).map(({ value }) => String(value));

/** Tries until a record is written: not each try is, of a producer that isn't patient. */
const untilWritten = (producer: GroupCommitProducer, topic: string, value: string) =>
  eventually(
    `${value} to be written`,
    async () => (await failureOf(producer.send(record(topic, value)))) === 'written',
  );

/** A scene whose way to the broker can be cut. */
async function proxied(): Promise<{ readonly proxy: BrokerProxy; readonly through: Scene }> {
  const proxy = await BrokerProxy.start(testBrokers()[0] ?? '');
  const through = new Scene([proxy.address]);
  scene.onClose(() => proxy.close());
  scene.onClose(() => through.close());
  return { proxy, through };
}

const failureOf = (sent: Promise<unknown>): Promise<unknown> =>
  sent.then(
    () => 'written',
    (error: unknown) => (error instanceof ProduceFailed ? error.failure : error),
  );

describe('what is produced', () => {
  it('is in each partition in the order in which it was given, and each record hears its own place', async () => {
    const topic = await scene.topic(3);
    const { producer } = await scene.producer();
    const given = Array.from({ length: 900 }, (_, index) => ({ partition: index % 3, value: String(index) }));
    const places = await Promise.all(
      given.map(({ partition, value }) => producer.send(record(topic, value, { partition }))),
    );
    for (const partition of [0, 1, 2]) {
      const contents = await valuesOf(topic, partition);
      expect(contents).toEqual(given.filter((one) => one.partition === partition).map(({ value }) => value));
    }
    expect(places).toEqual(given.map(({ partition }, index) => ({ partition, offset: Math.floor(index / 3) })));
  });

  it('while a request is under way goes out in the next, all of it together', async () => {
    const topic = await scene.topic();
    const { producer, metrics } = await scene.producer();
    const groups = () => sumOf(metrics, 'kafka_produce_records_count');
    const first = producer.send(record(topic, 'first'));
    await new Promise((resolve) => setImmediate(resolve));
    const rest = Array.from({ length: 500 }, (_, index) => producer.send(record(topic, String(index))));
    await first;
    expect(await groups()).toBe(1);
    await Promise.all(rest);
    expect(await groups()).toBe(2);
    expect(await valuesOf(topic)).toEqual(['first', ...rest.map((_, index) => String(index))]);
  });

  it('of one partition may be more than a request of it can hold, and stays in order', async () => {
    const topic = await scene.topic();
    const { producer, metrics } = await scene.producer();
    const values = Array.from({ length: 25 }, (_, index) => Buffer.alloc(200_000, `${index} `));
    await Promise.all(values.map((value) => producer.send(record(topic, value))));
    const contents = await scene.contents(topic);
    expect(contents.map(({ value }, index) => values[index]?.equals(value ?? Buffer.alloc(0)))).toEqual(
      values.map(() => true),
    );
    expect(await sumOf(metrics, 'kafka_produce_records_count')).toBeGreaterThanOrEqual(6);
  });

  it('before it is connected goes out when it is', async () => {
    const topic = await scene.topic();
    const metrics = new Metrics('test');
    const producer = new GroupCommitProducer(scene.newClient(), scene.clock, scene.log, metrics, PATIENCE_MS);
    scene.onClose(() => producer.close(1000));
    const sent = producer.send(record(topic, 'early'));
    expect(producer.connected).toBe(false);
    await producer.start();
    expect(await sent).toEqual({ partition: 0, offset: 0 });
  });
});

describe('a record that is too large', () => {
  it('is refused alone: those that were given with it are written', async () => {
    const topic = await scene.topic();
    const { producer, metrics } = await scene.producer();
    const outcomes = ['before', Buffer.alloc(MAX_RECORD_BYTES + 1, 'x'), 'after'].map((value) =>
      failureOf(producer.send(record(topic, value))),
    );
    expect(await Promise.all(outcomes)).toEqual(['written', 'too_large', 'written']);
    expect(await valuesOf(topic)).toEqual(['before', 'after']);
    expect(await sumOf(metrics, 'kafka_produce_failures_total', { failure: 'too_large' })).toBe(1);
  });

  it('is one that is larger than what the broker takes: the largest that is not refused is written', async () => {
    const topic = await scene.topic();
    const { producer } = await scene.producer();
    const headers = { name: Buffer.alloc(88) };
    const value = Buffer.alloc(MAX_RECORD_BYTES - 3 - 100, 'x');
    await producer.send(record(topic, value, { key: 'key', headers }));
    expect((await scene.contents(topic)).map((written) => written.value?.length)).toEqual([value.length]);
    expect(await failureOf(producer.send(record(topic, Buffer.alloc(value.length + 1), { key: 'key', headers })))).toBe(
      'too_large',
    );
  });

  it('for its topic, though not for us, is refused by the broker; what was given with it and later is written once', async () => {
    const topic = await scene.topic(2, { 'max.message.bytes': '10000' });
    const { producer } = await scene.producer();
    const large = Buffer.alloc(20_000, 'x');
    const outcomes = ['with it', large].map((value, partition) =>
      failureOf(producer.send(record(topic, value, { partition }))),
    );
    expect(await Promise.all(outcomes)).toEqual(['written', 'refused']);
    expect(await producer.send(record(topic, 'later', { partition: 1 }))).toEqual({ partition: 1, offset: 0 });
    expect(await valuesOf(topic, 0)).toEqual(['with it']);
    expect(await valuesOf(topic, 1)).toEqual(['later']);
  });
});

describe('with the broker away', () => {
  it('a record is given up on after its patience, and later ones are written when the broker is back', async () => {
    const topic = await scene.topic();
    const { proxy, through } = await proxied();
    const { producer, metrics } = await through.producer(400);
    await untilWritten(producer, topic, 'before');
    proxy.cut();
    const startMs = scene.clock.monotonic();
    const error: unknown = await producer.send(record(topic, 'meanwhile')).catch((failed: unknown) => failed);
    expect(error).toBeInstanceOf(Unavailable);
    expect(scene.clock.monotonic() - startMs).toBeGreaterThanOrEqual(400);
    expect(['timed_out', 'refused']).toContain((error as ProduceFailed).failure);
    proxy.restore();
    await untilWritten(producer, topic, 'after');
    const contents = await valuesOf(topic);
    expect(contents[0]).toBe('before');
    expect(contents).toContain('after');
    expect(await sumOf(metrics, 'kafka_produce_failures_total')).toBeGreaterThan(0);
    await eventually('nothing to wait any more', async () =>
      (await metrics.text()).includes('postrider_kafka_produce_queue_bytes{service="test"} 0\n'),
    );
  });

  it('and nothing answered, a record is given up on after its patience all the same', async () => {
    const topic = await scene.topic();
    const { proxy, through } = await proxied();
    const { producer } = await through.producer(400);
    await untilWritten(producer, topic, 'before');
    proxy.freeze();
    expect(await failureOf(producer.send(record(topic, 'meanwhile')))).toBe('timed_out');
    proxy.restore();
    await untilWritten(producer, topic, 'after');
    const contents = await valuesOf(topic);
    expect(contents[0]).toBe('before');
    expect(contents).toContain('after');
  });

  it('no more is taken than fits in its memory, and what was taken is given up on in order', async () => {
    const topic = await scene.topic();
    const { proxy, through } = await proxied();
    const { producer, metrics } = await through.producer(1500);
    proxy.freeze();
    const value = Buffer.alloc(900_000);
    const outcomes = Array.from({ length: 80 }, () => failureOf(producer.send(record(topic, value))));
    const kept = Math.floor((64 * 1024 * 1024) / (value.length + 64));
    expect(await Promise.race(outcomes)).toBe('overloaded');
    const all = await Promise.all(outcomes);
    expect(all.slice(0, kept)).toEqual(all.slice(0, kept).map(() => 'timed_out'));
    expect(all.slice(kept)).toEqual(all.slice(kept).map(() => 'overloaded'));
    expect(await sumOf(metrics, 'kafka_produce_failures_total', { failure: 'overloaded' })).toBe(80 - kept);
  });
});

describe('what is sent in turn', () => {
  it('waits for room where the queue is full, and is refused when the producer closes meanwhile', async () => {
    const topic = await scene.topic();
    const metrics = new Metrics('test');
    const producer = new GroupCommitProducer(scene.newClient(), scene.clock, scene.log, metrics, PATIENCE_MS);
    scene.onClose(() => producer.close(1000));
    const value = Buffer.alloc(900_000);
    const sent = Array.from({ length: 80 }, () => producer.sendInTurn(record(topic, value)));
    expect(await failureOf(producer.send(record(topic, value)))).toBe('overloaded');
    await producer.start();
    const offsets = (await Promise.all(sent)).map(({ offset }) => offset);
    expect(offsets).toEqual(sent.map((_, index) => index));
    const closed = new GroupCommitProducer(scene.newClient(), scene.clock, scene.log, new Metrics('test'));
    const stuck = Array.from({ length: 80 }, () => failureOf(closed.sendInTurn(record(topic, value))));
    await closed.close(0);
    expect(await Promise.all(stuck)).toEqual(stuck.map(() => 'closed'));
  });
});

describe('a producer that closes', () => {
  it('sends what was given, and refuses what comes then', async () => {
    const topic = await scene.topic();
    const { producer } = await scene.producer();
    const given = Array.from({ length: 300 }, (_, index) => producer.send(record(topic, String(index))));
    const closing = producer.close(PATIENCE_MS);
    expect(await failureOf(producer.send(record(topic, 'late')))).toBe('closed');
    await closing;
    await Promise.all(given);
    expect(await valuesOf(topic)).toEqual(given.map((_, index) => String(index)));
  });

  it('gives up after its grace on what cannot be sent', async () => {
    const topic = await scene.topic();
    const { proxy, through } = await proxied();
    const { producer } = await through.producer();
    proxy.freeze();
    const sent = failureOf(producer.send(record(topic, 'stuck')));
    await producer.close(100);
    expect(await sent).toBe('closed');
  });

  it('before it could connect ends its tries', async () => {
    const { proxy, through } = await proxied();
    proxy.cut();
    const producer = new GroupCommitProducer(through.newClient(), scene.clock, scene.log, new Metrics('test'));
    const started = failureOf(producer.start());
    const sent = failureOf(producer.send(record('anything', 'never')));
    await producer.close(0);
    expect(await started).toBe('closed');
    expect(await sent).toBe('closed');
  });
});
