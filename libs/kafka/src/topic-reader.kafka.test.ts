import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, testBrokers, uniqueName } from '@postrider/testing';
import { Unavailable } from '@postrider/time';
import { Kafka, logLevel } from 'kafkajs';
import { BrokerProxy } from './testing/broker-proxy.js';
import { PATIENCE_MS, record, Scene } from './testing/scene.js';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

const COMPACTED = {
  'cleanup.policy': 'compact',
  'segment.ms': '100',
  'min.cleanable.dirty.ratio': '0.01',
  'max.compaction.lag.ms': '100',
};
const others = () => new Kafka({ brokers: testBrokers(), clientId: uniqueName('other'), logLevel: logLevel.NOTHING });
const text = ({ key, value }: { readonly key: Buffer | null; readonly value: Buffer | null }) =>
  `${String(key)}=${value === null ? 'gone' : String(value)}`;

describe('a reader of a topic', () => {
  it('has read, once it caught up, all that was written before, from the beginning and in order', async () => {
    const topic = await scene.topic();
    await scene.write(...Array.from({ length: 3000 }, (_, index) => record(topic, Buffer.alloc(1000, `${index} `))));
    const { reader, records } = scene.topicReader(topic);
    expect(await reader.caughtUp(PATIENCE_MS)).toBe(3000);
    expect(records.map(({ offset }) => offset)).toEqual(Array.from({ length: 3000 }, (_, offset) => offset));
    expect(reader.position).toBe(3000);
    expect(reader.silentMs).toBeLessThan(PATIENCE_MS);
  });

  it('follows what is written then, and whoever asks after a write is answered after its record was read', async () => {
    const topic = await scene.topic();
    const { reader, records } = scene.topicReader(topic);
    for (let round = 0; round < 20; round++) {
      await scene.write(record(topic, String(round)));
      await Promise.all([reader.caughtUp(PATIENCE_MS), reader.caughtUp(PATIENCE_MS)]);
      expect(records.map(({ value }) => String(value)).at(-1)).toBe(String(round));
    }
    expect(records).toHaveLength(20);
  });

  it('has the exact bytes, and a tombstone is a record without a value', async () => {
    const topic = await scene.topic(1, COMPACTED);
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    await scene.write(
      record(topic, bytes, { key: bytes, headers: { version: bytes } }),
      record(topic, null, { key: 'deleted' }),
    );
    const { reader, records } = scene.topicReader(topic);
    await reader.caughtUp(PATIENCE_MS);
    expect(records[0]).toMatchObject({ key: bytes, value: bytes, headers: { version: bytes } });
    expect(records[1]).toMatchObject({ key: Buffer.from('deleted'), value: null });
  });

  it('of a topic whose records compaction removed gets to its end, and to the same state as one that followed', async () => {
    const topic = await scene.topic(1, COMPACTED);
    const following = scene.topicReader(topic);
    await scene.write(
      ...Array.from({ length: 50 }, (_, index) => record(topic, String(index), { key: `key${index % 2}` })),
    );
    await scene.write(record(topic, null, { key: 'key1' }));
    // A segment is closed by the first write after its time; only what is closed is compacted.
    const compacted = async (): Promise<boolean> => {
      await scene.write(record(topic, 'x', { key: 'filler' }));
      return (await scene.contents(topic)).filter(({ key }) => String(key) === 'key0').length === 1;
    };
    // The broker looks for what to compact every 15 s.
    await eventually('compaction', compacted, 100_000);
    const late = scene.topicReader(topic);
    const end = await late.reader.caughtUp(PATIENCE_MS);
    await following.reader.caughtUp(PATIENCE_MS);
    expect(end).toBeGreaterThan(late.records.length);
    const stateOf = (records: readonly { key: Buffer | null; value: Buffer | null }[]) =>
      [...new Map(records.map((one) => [String(one.key), text(one)])).values()].filter((one) => !one.endsWith('=gone'));
    expect(stateOf(late.records).sort()).toEqual(stateOf(following.records).sort());
    expect(stateOf(late.records).sort()).toEqual(['filler=x', 'key0=48']);
  });

  it('leaves out what transactions aborted and the marks that they leave, and gets past them', async () => {
    const topic = await scene.topic();
    const producer = others().producer({
      transactionalId: uniqueName('transaction'),
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    scene.onClose(() => producer.disconnect());
    for (const end of ['abort', 'commit', 'abort'] as const) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ value: end }, { value: end }] });
      await transaction[end]();
    }
    const { reader, records } = scene.topicReader(topic);
    // The broker answers that a transaction has ended before the mark of that is there.
    await eventually('the last mark', async () => (await reader.caughtUp(PATIENCE_MS)) === 9);
    expect(records.map(({ value }) => String(value))).toEqual(['commit', 'commit']);
  });

  it('waits for what an open transaction holds back no longer than for the end that can be read', async () => {
    const topic = await scene.topic();
    const producer = others().producer({
      transactionalId: uniqueName('transaction'),
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    scene.onClose(() => producer.disconnect());
    await scene.write(record(topic, 'before'));
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: 'open' }] });
    const { reader, records } = scene.topicReader(topic);
    expect(await reader.caughtUp(PATIENCE_MS)).toBe(1);
    await transaction.commit();
    await eventually('what was committed', () => records.length === 2);
  });
});

describe('a reader without its broker', () => {
  it('says so to whoever waits, and goes on where it was when the broker is back', async () => {
    const topic = await scene.topic();
    const proxy = await BrokerProxy.start(testBrokers()[0] ?? '');
    scene.onClose(() => proxy.close());
    const through = new Scene([proxy.address]);
    scene.onClose(() => through.close());
    const { reader, records } = through.topicReader(topic);
    await scene.write(record(topic, 'before'));
    await reader.caughtUp(PATIENCE_MS);
    proxy.cut();
    await scene.write(record(topic, 'meanwhile'));
    await expect(reader.caughtUp(300)).rejects.toBeInstanceOf(Unavailable);
    await expect(reader.reached(2, 100)).rejects.toBeInstanceOf(Unavailable);
    proxy.restore();
    await eventually('what was written meanwhile', () =>
      reader.caughtUp(PATIENCE_MS).then(
        () => true,
        () => false,
      ),
    );
    expect(records.map(({ value }) => String(value))).toEqual(['before', 'meanwhile']);
  });

  it('goes on over connections that are cut again and again, without a gap or a repeat', async () => {
    const topic = await scene.topic();
    const proxy = await BrokerProxy.start(testBrokers()[0] ?? '');
    scene.onClose(() => proxy.close());
    const through = new Scene([proxy.address]);
    scene.onClose(() => through.close());
    const { reader, records } = through.topicReader(topic);
    for (let round = 0; round < 5; round++) {
      await scene.write(...Array.from({ length: 50 }, (_, index) => record(topic, String(round * 50 + index))));
      await reader.reached((round + 1) * 50, PATIENCE_MS);
      proxy.dropConnections();
    }
    expect(records.map(({ value }) => String(value))).toEqual(Array.from({ length: 250 }, (_, index) => String(index)));
  });

  it('begins when the broker comes', async () => {
    const topic = await scene.topic();
    await scene.write(record(topic, 'x'));
    const proxy = await BrokerProxy.start(testBrokers()[0] ?? '');
    scene.onClose(() => proxy.close());
    proxy.cut();
    const through = new Scene([proxy.address]);
    scene.onClose(() => through.close());
    const { reader } = through.topicReader(topic);
    await expect(reader.reached(1, 300)).rejects.toBeInstanceOf(Unavailable);
    expect(reader.silentMs).toBe(Infinity);
    proxy.restore();
    await reader.reached(1, PATIENCE_MS);
  });
});
