import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, testBrokers, uniqueName } from '@postrider/testing';
import { MAX_UNPACKED_BYTES } from './codecs/codecs.js';
import { POISON_HEADERS } from './poison-bin.js';
import { BrokerProxy } from './testing/broker-proxy.js';
import { Collector } from './testing/collector.js';
import { handMadeBatch } from './testing/hand-made-batch.js';
import { produceRaw } from './testing/produce-raw.js';
import { record, Scene, sumOf } from './testing/scene.js';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

const GZIP = 1;
const [broker = ''] = testBrokers();

/** Two records that unpack to more than is allowed, of which the broker sees some 64 KiB. */
const bomb = (): Buffer =>
  handMadeBatch([{ value: Buffer.alloc(MAX_UNPACKED_BYTES / 2) }, { value: Buffer.alloc(MAX_UNPACKED_BYTES / 2) }], {
    attributes: GZIP,
    body: (records) => gzipSync(records),
  });

describe('a batch that cannot be unpacked', () => {
  it('goes to the dead-letter topic as one record, once, and what follows it is handled', async () => {
    const topic = await scene.topic();
    const groupId = uniqueName('group');
    await scene.write(record(topic, 'before'));
    const batch = bomb();
    await produceRaw(broker, topic, batch);
    await scene.write(record(topic, 'after'));
    const all = new Collector();
    const { metrics } = await scene.joined({ [topic]: all }, { groupId });
    await eventually('the record after it', () => all.values.includes('after'));
    expect(all.values).toEqual(['before', 'after']);
    await eventually('a commit of all of it', async () => (await scene.startOffset(groupId, topic)) === 4);

    const letters = await scene.contents(`${topic}.dlt`);
    expect(letters).toHaveLength(1);
    const [letter] = letters;
    // The broker gives a batch its first offset and the leader's epoch, which the checksum isn't of.
    expect(letter?.value?.subarray(16).equals(batch.subarray(16))).toBe(true);
    expect(letter?.value?.readBigInt64BE(0)).toBe(1n);
    const marks = Object.entries(letter?.headers ?? {}).map(([name, value]) => [name, String(value)]);
    expect(Object.fromEntries(marks)).toEqual({
      [POISON_HEADERS.reason]: expect.stringContaining(`more than ${MAX_UNPACKED_BYTES} bytes`),
      [POISON_HEADERS.topic]: topic,
      [POISON_HEADERS.partition]: '0',
      [POISON_HEADERS.offset]: '1',
      [POISON_HEADERS.lastOffset]: '2',
      [POISON_HEADERS.at]: expect.stringMatching(/Z$/),
    });
    expect(await sumOf(metrics, 'poison_records_total', { topic })).toBe(1);

    // Whoever comes next has nothing of it to do.
    await scene.joined({ [topic]: new Collector() }, { groupId });
    expect(await scene.contents(`${topic}.dlt`)).toHaveLength(1);
  });

  it('and is larger than can be produced is there without its end, and says so', async () => {
    const topic = await scene.topic(1, { 'max.message.bytes': '3000000' });
    // Random bytes stay as many when they are packed.
    const noise = Buffer.from(Array.from({ length: 1_500_000 }, () => Math.random() * 256));
    const batch = handMadeBatch(
      [{ value: noise }, ...Array.from({ length: 65 }, () => ({ value: Buffer.alloc(1 << 20) }))],
      {
        attributes: GZIP,
        body: (records) => gzipSync(records),
      },
    );
    await produceRaw(broker, topic, batch);
    await scene.joined({ [topic]: new Collector() });
    const [letter] = await eventually('a dead letter', async () => {
      const found = await scene.contents(`${topic}.dlt`);
      return found.length > 0 ? found : undefined;
    });
    expect(String(letter?.headers[POISON_HEADERS.cut])).toBe(String(batch.length));
    expect(letter?.value?.length).toBeGreaterThan(900_000);
    expect(letter?.value?.subarray(16).equals(batch.subarray(16, letter.value.length))).toBe(true);
  });
});

describe('a batch that was damaged on the way', () => {
  it('is fetched again, and handled as it was written', async () => {
    const proxy = await BrokerProxy.start(broker);
    scene.onClose(() => proxy.close());
    const topic = await scene.topic();
    await scene.write(record(topic, 'precious'));
    const through = new Scene([proxy.address]);
    scene.onClose(() => through.close());
    proxy.damage('precious', 2);
    const all = new Collector();
    await through.joined({ [topic]: all });
    await eventually('the record', () => all.records.length > 0);
    expect(all.values).toEqual(['precious']);
    expect(proxy.damagesLeft).toBe(0);
    expect(await scene.contents(`${topic}.dlt`)).toEqual([]);
  });
});

describe('a gzip batch with bytes behind its end', () => {
  it('is read as if they were not there', async () => {
    const topic = await scene.topic();
    const trailing = (records: Buffer): Buffer => Buffer.concat([gzipSync(records), Buffer.from('trailing')]);
    await produceRaw(
      broker,
      topic,
      handMadeBatch([{ value: 'a' }, { value: 'b' }], { attributes: GZIP, body: trailing }),
    );
    const all = new Collector();
    await scene.joined({ [topic]: all });
    await eventually('both records', () => all.records.length === 2);
    expect(all.values).toEqual(['a', 'b']);
  });
});
