import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, testBrokers, uniqueName } from '@postrider/testing';
import { Unavailable } from '@postrider/time';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { decodeFinished } from './finished-offsets.js';
import { DONE, type KafkaRecord } from './kafka-record.js';
import { Collector } from './testing/collector.js';
import { Gate } from './testing/gate.js';
import { record, Scene, sumOf } from './testing/scene.js';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

/** What publishers and operators do with clients of their own. */
const others = () => new Kafka({ brokers: testBrokers(), clientId: uniqueName('other'), logLevel: logLevel.NOTHING });

async function asOperator<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = others().admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

const placeOf = ({ partition, offset }: KafkaRecord): string => `${partition}/${offset}`;
const numbered = (topic: string, prefix: string, count: number) =>
  [0, 1].flatMap((partition) =>
    Array.from({ length: count }, (_, index) => record(topic, `${prefix}${index}`, { partition })),
  );

describe('a member that joins and leaves', () => {
  it('has nothing lost, and nothing of the partition that stayed handled twice', async () => {
    const topic = await scene.topic(2);
    const groupId = uniqueName('group');
    const gate = new Gate();
    // The first of each partition isn't done, so that all of it is fetched again after a rebalance.
    const all = new Collector(({ offset }) => (offset === 0 ? gate.passed().then(() => DONE) : DONE));
    await scene.write(...numbered(topic, 'before', 100));
    await scene.joined({ [topic]: all }, { groupId });
    await eventually('all of before', () => all.records.length === 200);
    // What a rejoin commits it commits only if that is quick.
    await eventually('a commit of what is done', async () => {
      const committed = [...(await scene.committed(groupId, topic)).values()];
      return committed.length === 2 && committed.every(({ metadata }) => decodeFinished(0, metadata).size === 99);
    });

    const theirs = new Collector();
    const { consumer: other } = await scene.joined({ [topic]: theirs }, { groupId });
    await eventually('the other to have of its partition what was not done', () => theirs.records.length === 1);
    await scene.write(...numbered(topic, 'meanwhile', 100));
    await eventually('all of meanwhile', () => all.records.length === 300 && theirs.records.length === 101);
    await other.close();

    await scene.write(...numbered(topic, 'after', 100));
    const moved = theirs.records[0]?.partition;
    const stayed = () => all.records.filter(({ partition }) => partition !== moved);
    await eventually('all of after', () => stayed().length >= 300 && all.records.length >= 500);
    expect(stayed().map(({ offset }) => offset)).toEqual(Array.from({ length: 300 }, (_, offset) => offset));
    const places = new Set([...all.records, ...theirs.records].map(placeOf));
    expect(places.size).toBe(600);
    // What came back begins where the other left it.
    expect(
      all.records.filter(({ partition, value }) => partition === moved && String(value).startsWith('meanwhile')),
    ).toEqual([]);
    gate.open();
    await eventually('a commit of everything', async () => {
      const ends = [await scene.startOffset(groupId, topic, 0), await scene.startOffset(groupId, topic, 1)];
      return ends.every((end) => end === 300);
    });
  });

  it('has what waits of its partition left to it, and no longer tried elsewhere', async () => {
    const topic = await scene.topic(2);
    const groupId = uniqueName('group');
    const gate = new Gate();
    let tries = 0;
    const byKey = ({ partition, key }: KafkaRecord) => key && `${partition}/${key.toString()}`;
    const all = new Collector(
      ({ key }) => {
        if (String(key) === 'slow') return gate.passed().then(() => DONE);
        tries += 1;
        throw new Unavailable('away');
      },
      (read) => byKey(read) ?? undefined,
    );
    for (const partition of [0, 1]) {
      await scene.write(
        record(topic, 'slow', { partition, key: 'slow' }),
        record(topic, 'waits', { partition, key: 'slow' }),
        record(topic, 'fails', { partition, key: 'fails' }),
      );
    }
    await scene.joined({ [topic]: all }, { groupId });
    await eventually('tries', () => tries > 2);
    const theirs = new Collector();
    await scene.joined({ [topic]: theirs }, { groupId });
    await eventually('the other to have all of its partition', () => theirs.records.length === 3);
    const moved = theirs.records[0]?.partition;
    const failing = () =>
      all.records.filter(({ partition, value }) => partition === moved && String(value) === 'fails').length;
    const last = failing();
    gate.open();
    await eventually('what waited in the partition that stayed', () => all.values.includes('waits'));
    const before = tries;
    await eventually('tries of the partition that stayed', () => tries > before + 10);
    expect(all.records.filter(({ value }) => String(value) === 'waits').map(({ partition }) => partition)).toEqual([
      1 - Number(moved),
    ]);
    expect(failing()).toBeLessThanOrEqual(last + 1);
  });
});

describe('a consumer whose membership ends', () => {
  it('by a crash of the client joins anew, and handles nothing twice that it had', async () => {
    const topic = await scene.topic();
    const groupId = uniqueName('group');
    const gate = new Gate();
    const all = new Collector(({ offset }) => (offset === 0 ? gate.passed().then(() => DONE) : DONE));
    await scene.write(record(topic, '0'), record(topic, '1'));
    const { client, consumer } = await scene.joined({ [topic]: all }, { groupId });
    await eventually('both', () => all.records.length === 2);
    client.crash(new Error('no coordinator'));
    expect(consumer.joined).toBe(false);
    await eventually('another membership', () => client.memberships === 2 && consumer.joined);
    await scene.write(record(topic, '2'));
    await eventually('the next', () => all.values.includes('2'));
    expect(all.values).toEqual(['0', '1', '2']);
    gate.open();
    await eventually('a commit of all', async () => (await scene.startOffset(groupId, topic)) === 3);
  });

  it('again and again, without any progress, joins less and less often', async () => {
    const topic = await scene.topic();
    const { client } = await scene.joined({ [topic]: new Collector() });
    const startMs = scene.clock.monotonic();
    for (let crash = 1; crash <= 4; crash++) {
      client.crash(new Error('no coordinator'));
      await eventually('another membership', () => client.memberships === crash + 1);
    }
    // At least half of 200 + 400 + 800 + 1600 ms.
    expect(scene.clock.monotonic() - startMs).toBeGreaterThan(1500);
  });
});

describe('a partition that is not as it was', () => {
  it('is read from its beginning when the place to go on from is gone, and that is counted', async () => {
    const topic = await scene.topic();
    const groupId = uniqueName('group');
    await scene.write(...Array.from({ length: 4 }, (_, index) => record(topic, String(index))));
    const first = await scene.joined({ [topic]: new Collector() }, { groupId });
    await eventually('a commit', async () => (await scene.startOffset(groupId, topic)) === 4);
    await first.consumer.close();
    await scene.write(...Array.from({ length: 6 }, (_, index) => record(topic, String(4 + index))));
    await asOperator(async (admin) => {
      // Deleting needs to know the topic's leader, and doesn't ask.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '7' }] });
    });
    const all = new Collector();
    const { metrics } = await scene.joined({ [topic]: all }, { groupId });
    await eventually('what is left', () => all.records.length >= 3);
    expect(all.values).toEqual(['7', '8', '9']);
    expect(await sumOf(metrics, 'consumer_offset_resets_total', { topic })).toBe(1);
    await eventually('a commit', async () => (await scene.startOffset(groupId, topic)) === 10);
  });

  it('is handled from its new beginning when it was deleted and made anew under a running consumer', async () => {
    const topic = await scene.topic();
    const groupId = uniqueName('group');
    const all = new Collector();
    await scene.write(...Array.from({ length: 10 }, (_, index) => record(topic, `old${index}`)));
    await scene.joined({ [topic]: all }, { groupId });
    await eventually('a commit', async () => (await scene.startOffset(groupId, topic)) === 10);
    await asOperator((admin) => admin.deleteTopics({ topics: [topic] }));
    await scene.create({ name: topic });
    const { producer } = await scene.producer();
    await eventually('the new topic', () =>
      producer.send(record(topic, 'new')).then(
        () => true,
        () => false,
      ),
    );
    await eventually('what is new', () => all.values.includes('new'));
    await eventually('a commit', async () => {
      const admin = await scene.client.admin();
      const [start, end] = [await admin.startOffsets(groupId, topic), await admin.endOffsets(topic)];
      await admin.disconnect();
      return start.get(0) === end.get(0);
    });
  });

  it('with transactions gives what they committed, and is done to its end', async () => {
    const topic = await scene.topic();
    const groupId = uniqueName('group');
    const producer = others().producer({
      transactionalId: uniqueName('transaction'),
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    const write = async (value: string, end: 'commit' | 'abort'): Promise<void> => {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ value }] });
      await transaction[end]();
    };
    await write('aborted first', 'abort');
    await write('committed', 'commit');
    const all = new Collector();
    const { metrics } = await scene.joined({ [topic]: all }, { groupId });
    await eventually('what was committed', () => all.values.includes('committed'));
    const admin = await scene.client.admin();
    const end = async () => (await admin.endOffsets(topic)).get(0) ?? -1;
    const done = async () => (await scene.startOffset(groupId, topic)) === (await end());
    await eventually('a commit of all', done);
    await write('aborted last', 'abort');
    await eventually('a commit of what holds nothing', done);
    const open = await producer.transaction();
    await open.send({ topic, messages: [{ value: 'open' }] });
    expect(await end()).toBe(6);
    await open.commit();
    await eventually('what was committed last', () => all.values.includes('open'));
    await eventually('a commit of all', done);
    expect(all.values).toEqual(['committed', 'open']);
    expect(await sumOf(metrics, 'records_in_progress', { topic })).toBe(0);
    await admin.disconnect();
    await producer.disconnect();
  });
});
