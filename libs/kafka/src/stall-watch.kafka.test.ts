import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, testBrokers, uniqueName } from '@postrider/testing';
import { ManualClock } from '@postrider/time';
import { MAX_UNPACKED_BYTES } from './codecs/codecs.js';
import { StallWatch } from './stall-watch.js';
import { Collector } from './testing/collector.js';
import { FastClock } from './testing/fast-clock.js';
import { handMadeBatch } from './testing/hand-made-batch.js';
import { produceRaw } from './testing/produce-raw.js';
import { record, Scene, sumOf } from './testing/scene.js';
import { WatchedPartitions } from './testing/watched-partitions.js';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

describe('the watch over a consumer', () => {
  let clock: ManualClock;
  let watched: WatchedPartitions;
  let groupId: string;

  const watch = (): StallWatch => {
    clock = new ManualClock();
    watched = new WatchedPartitions();
    groupId = uniqueName('group');
    const made = new StallWatch(scene.client, groupId, clock, scene.log, watched);
    scene.onClose(() => {
      made.stop();
      return Promise.resolve();
    });
    made.start();
    return made;
  };

  /** Lets time pass, with a check every 5 s that asks the broker. */
  async function pass(seconds: number, each: (second: number) => void = () => undefined): Promise<void> {
    for (let second = 5; second <= seconds; second += 5) {
      each(second);
      const checks = watched.measurements.length;
      await clock.advance(5000);
      await eventually('a check', () => watched.measurements.length > checks && clock.pending > 0);
    }
  }

  const fill = (topic: string, count: number) =>
    scene.write(...Array.from({ length: count }, (_, index) => record(topic, String(index))));

  it('has the consumer made anew when records are not fetched for 20 s, and gives up when that did not help', async () => {
    const topic = await scene.topic();
    await fill(topic, 5);
    const watching = watch();
    watched.put(topic, 0, 2);
    await pass(25);
    expect(watched.stalls).toEqual([]);
    await pass(5);
    expect(watched.stalls).toEqual([`${topic}:0 has 3 records and nothing was fetched for 25 s`]);
    expect(watching.alive).toBe(true);
    await pass(25);
    expect(watched.endings).toEqual([]);
    await pass(5);
    expect(watched.endings).toEqual([`${topic}:0 has 3 records and nothing was fetched for 25 s`]);
    expect(watching.alive).toBe(false);
    expect(watched.stalls).toHaveLength(1);
  });

  it('has it made anew again when it had moved for a while in between', async () => {
    const topic = await scene.topic();
    await fill(topic, 40);
    const watching = watch();
    watched.put(topic, 0, 2);
    await pass(30);
    expect(watched.stalls).toHaveLength(1);
    await pass(70, (second) => watched.put(topic, 0, 2 + second / 5));
    await pass(30);
    expect(watched.stalls).toHaveLength(2);
    expect(watched.endings).toEqual([]);
    expect(watching.alive).toBe(true);
  });

  it('finds nothing wrong with a consumer that has read everything', async () => {
    const topic = await scene.topic();
    await fill(topic, 5);
    watch();
    watched.put(topic, 0, 5, { done: 3 });
    await pass(60);
    expect(watched.stalls).toEqual([]);
    expect(watched.measurements.at(-1)).toEqual(new Map([[topic, 2]]));
  });

  it('finds nothing wrong with a partition that is paused, and allows it its time when it is resumed', async () => {
    const topic = await scene.topic();
    await fill(topic, 5);
    watch();
    watched.put(topic, 0, 2, { paused: true });
    await pass(60);
    watched.put(topic, 0, 2);
    await pass(20);
    expect(watched.stalls).toEqual([]);
    await pass(5);
    expect(watched.stalls).toHaveLength(1);
  });

  it('finds nothing wrong with a member that has fetched nothing, since its group is at the end already', async () => {
    const topic = await scene.topic();
    await fill(topic, 5);
    watch();
    const { consumer } = await scene.joined({ [topic]: new Collector() }, { groupId });
    await eventually('a commit', async () => (await scene.startOffset(groupId, topic)) === 5);
    await consumer.close();
    watched.put(topic, 0, 0, { done: undefined });
    await pass(60);
    expect(watched.stalls).toEqual([]);
    expect(watched.measurements.at(-1)).toEqual(new Map([[topic, 0]]));
  });

  it('finds nothing wrong with slow progress, nor with a group that is rebalanced again and again', async () => {
    const topic = await scene.topic();
    await fill(topic, 20);
    const watching = watch();
    await pass(60, (second) => watched.put(topic, 0, Math.floor(second / 20)));
    await pass(60, (second) => {
      if (second % 15 === 0) watching.assignmentChanged();
    });
    expect(watched.stalls).toEqual([]);
  });

  it('measures how far behind each topic is, with what was fetched and is not done', async () => {
    const [topic, other] = [await scene.topic(2), await scene.topic()];
    await fill(topic, 5);
    await scene.write(record(topic, 'x', { partition: 1 }));
    watch();
    watched.put(topic, 0, 4, { done: 1 });
    watched.put(topic, 1, 0, { done: undefined });
    watched.put(other, 0, 0, { done: undefined });
    await pass(5);
    expect(watched.measurements).toEqual([
      new Map([
        [topic, 5],
        [other, 0],
      ]),
    ]);
  });

  it('ends with the consumer, also in the middle of a check', async () => {
    const topic = await scene.topic();
    const watching = watch();
    watched.put(topic, 0, 0);
    await clock.advance(5000);
    watching.stop();
    await eventually('the check to end', () => clock.pending === 0);
    await clock.advance(60_000);
    expect(watched.measurements).toEqual([]);
  });
});

describe('a consumer that is watched', () => {
  it('goes on after its client has silently stopped, and is given up when that happens again', async () => {
    const topic = await scene.topic();
    const endings: string[] = [];
    const all = new Collector();
    const clock = new ManualClock();
    const { client, consumer, metrics } = await scene.joined(
      { [topic]: all },
      { clock, gaveUp: (reason) => endings.push(reason) },
    );
    /** Lets time pass with each look: none of it passes while the machine stands still. */
    const passUntil = (what: string, holds: () => boolean, stepMs: number) =>
      eventually(what, () => clock.advance(stepMs).then(holds), 100_000);
    await client.cut();
    await scene.write(record(topic, '1'));
    await passUntil('another membership', () => client.memberships === 2, 250);
    // It has 20 s to fetch something, which a busy broker may need.
    await passUntil('the record', () => all.values.includes('1'), 10);
    expect(client.memberships).toBe(2);
    expect(consumer.alive).toBe(true);
    await client.cut();
    await scene.write(record(topic, '2'), record(topic, '3'));
    await passUntil('the end', () => endings.length > 0, 250);
    expect(endings[0]).toMatch(/has 2 records and nothing was fetched for \d+ s/);
    expect(consumer.alive).toBe(false);
    expect(await sumOf(metrics, 'consumer_lag_records', { topic })).toBe(2);
  });

  it('is given up when what comes next cannot be read and has nowhere to go, however often it is made anew', async () => {
    // A dead-letter topic has none of its own.
    const topic = `${await scene.topic()}.dlt`;
    const groupId = uniqueName('group');
    const tooLarge = { attributes: 1, body: (records: Buffer) => gzipSync(records) };
    const value = Buffer.alloc(MAX_UNPACKED_BYTES);
    await produceRaw(testBrokers()[0] ?? '', topic, handMadeBatch([{ value }], tooLarge));
    const endings: string[] = [];
    const { client, consumer } = await scene.joined(
      { [topic]: new Collector() },
      { groupId, clock: new FastClock(10), gaveUp: (reason) => endings.push(reason) },
    );
    await eventually('the end', () => endings.length > 0, 100_000);
    expect(consumer.alive).toBe(false);
    expect(client.memberships).toBeGreaterThan(1);
    expect(await scene.startOffset(groupId, topic)).toBe(0);
  });
});
