import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, uniqueName } from '@postrider/testing';
import { Unavailable } from '@postrider/time';
import { DONE, type KafkaRecord } from './kafka-record.js';
import { Collector } from './testing/collector.js';
import { Gate } from './testing/gate.js';
import { PATIENCE_MS, record, Scene, sumOf } from './testing/scene.js';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

const LARGE = 100_000;
/** A fetch brings a MiB of each partition at most. */
const LARGE_PER_FETCH = 10;

const large = (topic: string, count: number, partition: number) =>
  Array.from({ length: count }, (_, index) =>
    record(topic, Buffer.alloc(LARGE, `${partition}/${index} `), { partition }),
  );

/** Has a consumer fetch again and again what is only then written, so that whatever else was to be fetched has been. */
async function fetchLaps(topic: string, partition: number, all: Collector): Promise<void> {
  for (const lap of ['first', 'second', 'third', 'fourth']) {
    await scene.write(record(topic, lap, { partition }));
    await eventually(`the ${lap} lap`, () => all.values.includes(lap));
  }
}

describe('the intake of a consumer', () => {
  it('pauses a partition at its limit of records, goes on with the others, and resumes when they are done', async () => {
    const topic = await scene.topic(2);
    const gate = new Gate();
    const all = new Collector(({ partition }) => (partition === 0 ? gate.passed().then(() => DONE) : DONE));
    await scene.write(...large(topic, 60, 0));
    const limits = { recordsPerPartition: 15, bytes: 1e9 };
    const { metrics } = await scene.joined({ [topic]: all }, { limits });
    const taken = () => all.records.filter(({ partition }) => partition === 0).length;
    await eventually('the limit', () => taken() >= 15);
    await fetchLaps(topic, 1, all);
    expect(taken()).toBeLessThan(15 + LARGE_PER_FETCH);
    expect(await sumOf(metrics, 'records_in_progress', { topic })).toBe(taken());
    gate.open();
    await eventually('the rest', () => taken() === 60);
  });

  it('pauses every partition at its limit of bytes, and resumes when they are done', async () => {
    const topic = await scene.topic(2);
    const gate = new Gate();
    const all = new Collector(() => gate.passed().then(() => DONE));
    await scene.write(...large(topic, 40, 0), ...large(topic, 40, 1));
    const limits = { recordsPerPartition: 1000, bytes: 10 * LARGE };
    const { metrics, consumer } = await scene.joined({ [topic]: all }, { limits });
    await eventually('the limit', () => all.records.length >= 10);
    const pace = await scene.topic();
    const pacemaker = new Collector();
    await scene.joined({ [pace]: pacemaker });
    await fetchLaps(pace, 0, pacemaker);
    expect(all.records.length).toBeLessThan(10 + 2 * LARGE_PER_FETCH);
    expect(await sumOf(metrics, 'records_in_progress_bytes')).toBe(all.records.length * LARGE);
    gate.open();
    await eventually('the rest', () => all.records.length === 80);
    expect(await consumer.drain(PATIENCE_MS)).toBe(0);
    expect(await sumOf(metrics, 'records_in_progress_bytes')).toBe(0);
  });

  it('of a partition that stays paused over a rebalance goes on afterwards', async () => {
    const topic = await scene.topic(1);
    const groupId = uniqueName('group');
    const first = new Gate();
    const others = new Gate();
    const limits = { recordsPerPartition: 20, bytes: 1e9 };
    const all = new Collector(({ offset }) => (offset < 8 ? first : others).passed().then(() => DONE));
    await scene.write(...large(topic, 60, 0));
    const { metrics } = await scene.joined({ [topic]: all }, { groupId, limits, clientId: 'a' });
    await eventually('the limit', () => all.records.length >= 20);
    // Between half of the limit and all of it: as it's paused, so it stays.
    first.open();
    await eventually('fewer in progress', async () => (await sumOf(metrics, 'records_in_progress', { topic })) < 20);
    const other = await scene.joined({ [topic]: new Collector() }, { groupId, clientId: 'b' });
    await other.consumer.close();
    others.open();
    await eventually('the rest', () => all.records.length >= 60);
    expect(all.records.map(({ offset }) => offset)).toEqual(Array.from({ length: 60 }, (_, offset) => offset));
  });

  it('of a partition that was paused when it was lost goes on when it comes back', async () => {
    const topic = await scene.topic(2);
    const groupId = uniqueName('group');
    const gate = new Gate();
    const limits = { recordsPerPartition: 5, bytes: 1e9 };
    await scene.write(...large(topic, 30, 0), ...large(topic, 30, 1));
    const all = new Collector(() => gate.passed().then(() => DONE));
    const handled = () => new Set(all.records.map(({ partition, offset }) => `${partition}/${offset}`));
    await scene.joined({ [topic]: all }, { groupId, limits });
    await eventually('the limit of both', () => handled().has('0/4') && handled().has('1/4'));
    const theirs = new Collector(() => new Gate().passed().then(() => DONE));
    const other = await scene.joined({ [topic]: theirs }, { groupId });
    await eventually('the other to have one of them', () => theirs.records.length > 0);
    await other.consumer.close();
    gate.open();
    await eventually('all of both', () => handled().size === 60);
  });
});

describe('a consumer that stops', () => {
  it('finishes what runs, starts nothing that waits, and commits what is done', async () => {
    const topic = await scene.topic();
    const groupId = uniqueName('group');
    const gate = new Gate();
    const byKey = ({ key }: KafkaRecord) => key?.toString();
    await scene.write(
      record(topic, 'done', { key: 'a' }),
      record(topic, 'running', { key: 'a' }),
      record(topic, 'waiting', { key: 'a' }),
      record(topic, 'other', { key: 'b' }),
    );
    const all = new Collector(
      ({ value }) => (String(value) === 'running' ? gate.passed().then(() => DONE) : DONE),
      byKey,
    );
    const { consumer } = await scene.joined({ [topic]: all }, { groupId });
    await eventually('one that runs', () => all.values.includes('running') && all.values.includes('other'));
    consumer.stopIntake();
    await scene.write(record(topic, 'too late', { key: 'c' }));
    expect(await consumer.drain(50)).toBe(1);
    gate.open();
    expect(await consumer.drain(PATIENCE_MS)).toBe(0);
    await consumer.close();
    expect(all.values).toEqual(['done', 'other', 'running']);
    expect(await scene.startOffset(groupId, topic)).toBe(2);
  });

  it('tries no record again, and does not wait for one that would be', async () => {
    const topic = await scene.topic();
    await scene.write(record(topic, 'x'));
    const all = new Collector(() => Promise.reject(new Unavailable('away')));
    const { consumer } = await scene.joined({ [topic]: all }, { retryBackOff: { baseMs: 60_000, capMs: 60_000 } });
    await eventually('a try', () => all.records.length === 1);
    consumer.stopIntake();
    expect(await consumer.drain(PATIENCE_MS)).toBe(0);
  });

  it('leaves the group at once, so that another member goes on without waiting for its session to end', async () => {
    const topic = await scene.topic();
    const groupId = uniqueName('group');
    const { consumer } = await scene.joined({ [topic]: new Collector() }, { groupId });
    await consumer.close();
    const admin = await scene.client.admin();
    scene.onClose(() => admin.disconnect());
    expect(await admin.isEmpty(groupId)).toBe(true);
    const next = new Collector();
    await scene.write(record(topic, 'next'));
    await scene.joined({ [topic]: next }, { groupId });
    await eventually('the record', () => next.values.includes('next'));
  });

  it('goes on handling what it has while its connection is gone', async () => {
    const topic = await scene.topic();
    const gate = new Gate();
    const all = new Collector(
      () => gate.passed().then(() => DONE),
      () => 'same',
    );
    await scene.write(record(topic, '1'), record(topic, '2'), record(topic, '3'));
    const limits = { recordsPerPartition: 2, bytes: 1e9 };
    const { client } = await scene.joined({ [topic]: all }, { limits });
    await eventually('the first', () => all.records.length === 1);
    await client.cut();
    // With the second done it would resume its partition, on a consumer that isn't there any more.
    gate.open();
    await eventually('all three', () => all.records.length === 3);
  });
});
