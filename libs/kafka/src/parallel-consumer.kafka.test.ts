import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, uniqueName } from '@postrider/testing';
import { ManualClock, Unavailable } from '@postrider/time';
import { DONE, type KafkaRecord } from './kafka-record.js';
import { POISON_HEADERS } from './poison-bin.js';
import { Collector } from './testing/collector.js';
import { Gate } from './testing/gate.js';
import { record, Scene, sumOf } from './testing/scene.js';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

const byKey = ({ key }: KafkaRecord): string | undefined => key?.toString();
const numbered = (topic: string, count: number, partition = 0) =>
  Array.from({ length: count }, (_, index) => record(topic, `${partition}/${index}`, { partition }));

describe('what a consumer reads', () => {
  it('is every record from the beginning of the topic, also for a group that starts later', async () => {
    const topic = await scene.topic(3);
    await scene.write(...[0, 1, 2].flatMap((partition) => numbered(topic, 200, partition)));
    const all = new Collector();
    await scene.joined({ [topic]: all });
    await eventually('600 records', () => all.records.length >= 600);
    await scene.write(record(topic, 'later'));
    await eventually('the later record', () => all.values.includes('later'));
    expect(new Set(all.values).size).toBe(601);
    expect(all.records).toHaveLength(601);
    for (const partition of [0, 1, 2]) {
      const offsets = all.records.filter((read) => read.partition === partition).map(({ offset }) => offset);
      expect(offsets).toEqual(offsets.map((_, index) => index));
    }
  });

  it('has the exact bytes of keys, values and headers', async () => {
    const topic = await scene.topic();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    await scene.write(
      record(topic, bytes, { key: bytes, headers: { binary: bytes, text: 'Grüße', empty: '' } }),
      record(topic, null, { key: 'tombstone' }),
      record(topic, Buffer.alloc(0), { key: Buffer.alloc(0) }),
      record(topic, '{"amount":1.0,"id":12345678901234567890}', {
        headers: { twice: [Buffer.from('a'), Buffer.from('b')], once: 'c' },
      }),
      record(topic, 'x', { headers: { ['__proto__']: 'odd', twice: [Buffer.alloc(0), bytes] } }),
    );
    const all = new Collector();
    await scene.joined({ [topic]: all });
    await eventually('5 records', () => all.records.length >= 5);
    const [binary, tombstone, empty, exact, odd] = all.records;
    expect(binary).toMatchObject({
      key: bytes,
      value: bytes,
      headers: { binary: bytes, text: Buffer.from('Grüße'), empty: Buffer.alloc(0) },
    });
    expect(binary?.repeatedHeaders).toBeUndefined();
    expect(binary?.timestampMs).toBeGreaterThan(Date.now() - 60_000);
    expect(tombstone).toMatchObject({ key: Buffer.from('tombstone'), value: null, headers: {} });
    expect(empty).toMatchObject({ key: Buffer.alloc(0), value: Buffer.alloc(0) });
    expect(exact?.value?.toString()).toBe('{"amount":1.0,"id":12345678901234567890}');
    expect(exact?.headers).toEqual({ twice: Buffer.from('b'), once: Buffer.from('c') });
    expect(exact?.repeatedHeaders).toEqual({ twice: [Buffer.from('a'), Buffer.from('b')] });
    expect(Object.entries(odd?.headers ?? {})).toEqual([
      ['__proto__', Buffer.from('odd')],
      ['twice', bytes],
    ]);
    expect(odd?.repeatedHeaders).toEqual({ twice: [Buffer.alloc(0), bytes] });
  });
});

describe('the order of handling', () => {
  it('is that of the topic for records with the same key, one after another', async () => {
    const topic = await scene.topic();
    const keys = ['a', 'b', 'c'];
    await scene.write(
      ...Array.from({ length: 300 }, (_, index) => record(topic, String(index), { key: keys[index % 3] ?? null })),
    );
    const running = new Set<string>();
    const overlaps: string[] = [];
    const all = new Collector(async ({ key, offset }) => {
      const name = String(key);
      if (running.has(name)) overlaps.push(`${name} at ${offset}`);
      running.add(name);
      for (let turns = offset % 4; turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
      running.delete(name);
      return DONE;
    }, byKey);
    await scene.joined({ [topic]: all });
    await eventually('300 records', () => all.records.length >= 300);
    expect(overlaps).toEqual([]);
    for (const key of keys) {
      const offsets = all.records.filter((read) => String(read.key) === key).map(({ offset }) => offset);
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
      expect(offsets).toHaveLength(100);
    }
  });

  it('lets records of other keys and without one overtake a slow record, and none of its own key', async () => {
    const topic = await scene.topic();
    const slow = new Gate();
    await scene.write(
      record(topic, 'slow', { key: 'a' }),
      record(topic, 'behind', { key: 'a' }),
      record(topic, 'other', { key: 'b' }),
      record(topic, 'keyless'),
    );
    const done: string[] = [];
    const all = new Collector(async ({ value }) => {
      if (String(value) === 'slow') await slow.passed();
      done.push(String(value));
      return DONE;
    }, byKey);
    await scene.joined({ [topic]: all });
    await eventually('those that can overtake', () => done.length >= 2);
    await scene.write(record(topic, 'new', { key: 'c' }));
    await eventually('one that came later', () => done.includes('new'));
    expect(done).toEqual(['other', 'keyless', 'new']);
    slow.open();
    await eventually('the slow one and those behind it', () => done.length === 5);
    expect(done.slice(3)).toEqual(['slow', 'behind']);
  });

  it('goes on with a partition where a record makes the function that names its key throw', async () => {
    const topic = await scene.topic();
    await scene.write(record(topic, 'bad'), record(topic, 'good'));
    const all = new Collector(undefined, ({ value }) => {
      if (String(value) === 'bad') throw new Error('no key in it');
      return undefined;
    });
    await scene.joined({ [topic]: all });
    await eventually('the next record', () => all.values.includes('good'));
    const [poisoned] = await eventually('a dead letter', async () =>
      (await scene.contents(`${topic}.dlt`)).slice(0, 1),
    );
    expect(poisoned?.value?.toString()).toBe('bad');
    expect(String(poisoned?.headers[POISON_HEADERS.reason])).toContain('no key in it');
  });
});

describe('the committed offset', () => {
  it('never passes a record that is not done; who comes after a crash starts there', async () => {
    const topic = await scene.topic();
    const groupId = uniqueName('group');
    await scene.write(...numbered(topic, 10));
    const first = new Collector(({ offset }) => (offset === 4 ? new Gate().passed().then(() => DONE) : DONE));
    const { client } = await scene.joined({ [topic]: first }, { groupId });
    await eventually(
      'a commit of all before the unfinished one',
      async () => (await scene.startOffset(groupId, topic)) === 4,
    );
    expect(first.records).toHaveLength(10);
    await client.cut();

    const second = new Collector();
    await scene.joined({ [topic]: second }, { groupId });
    await eventually('a commit of everything', async () => (await scene.startOffset(groupId, topic)) === 10);
    // What lies beyond it was done by the first, and is known to be.
    expect(second.values).toEqual(['0/4']);
  });

  it('is nothing where nothing was committed: after a crash all comes again', async () => {
    const topic = await scene.topic();
    const groupId = uniqueName('group');
    await scene.write(...numbered(topic, 5));
    const first = new Collector();
    // A clock that stands still never commits.
    const { client } = await scene.joined({ [topic]: first }, { groupId, clock: new ManualClock() });
    await eventually('all records', () => first.records.length === 5);
    await client.cut();
    const second = new Collector();
    await scene.joined({ [topic]: second }, { groupId });
    await eventually('all records again', () => second.records.length === 5);
  });

  it('is that of everything done when the consumer closes, so that nothing is repeated', async () => {
    const topic = await scene.topic(2);
    const groupId = uniqueName('group');
    await scene.write(...numbered(topic, 500, 0), ...numbered(topic, 500, 1));
    const first = new Collector();
    const { consumer } = await scene.joined({ [topic]: first }, { groupId });
    await eventually('some records', () => first.records.length > 0);
    await consumer.close();
    const handled = first.records.length;
    const second = new Collector();
    await scene.joined({ [topic]: second }, { groupId });
    await scene.write(record(topic, 'last'));
    await eventually('what the first left', () => handled + second.records.length >= 1001);
    expect(first.records).toHaveLength(handled);
    expect(new Set([...first.values, ...second.values]).size).toBe(1001);
    expect(handled + second.records.length).toBe(1001);
  });
});

describe('a handler that fails', () => {
  it('is tried again and holds the committed offset, while later records are handled', async () => {
    const topic = await scene.topic();
    const groupId = uniqueName('group');
    await scene.write(...numbered(topic, 3));
    let tries = 0;
    let works = false;
    const all = new Collector(({ offset }) => {
      if (offset === 1 && !works) {
        tries += 1;
        throw new Unavailable('the database is away');
      }
      return DONE;
    });
    const { metrics } = await scene.joined({ [topic]: all }, { groupId });
    // Far more often than another fault would be.
    await eventually('many tries', () => tries > 20);
    await eventually('a commit of what is done', async () => (await scene.startOffset(groupId, topic)) === 1);
    expect(all.values).toContain('0/2');
    expect(await sumOf(metrics, 'records_retried_total', { topic })).toBeGreaterThan(20);
    works = true;
    await eventually('a commit of all', async () => (await scene.startOffset(groupId, topic)) === 3);
    expect(await scene.contents(`${topic}.dlt`)).toEqual([]);
    expect(await sumOf(metrics, 'records_handled_total', { topic, outcome: 'done' })).toBe(3);
  });

  it('for another reason than a dependency being away ends, after its tries, in the dead-letter topic', async () => {
    const topic = await scene.topic();
    const groupId = uniqueName('group');
    const headers = { trace: 'abc', twice: [Buffer.from('a'), Buffer.from([0, 255])] };
    await scene.write(
      record(topic, Buffer.from([0, 159, 146]), { key: Buffer.from([1, 255]), headers }),
      record(topic, 'next'),
    );
    let tries = 0;
    const all = new Collector(({ offset }) => {
      if (offset > 0) return DONE;
      tries += 1;
      throw new TypeError('cannot read properties of undefined');
    });
    const { metrics } = await scene.joined({ [topic]: all }, { groupId });
    await eventually('a commit of both', async () => (await scene.startOffset(groupId, topic)) === 2);
    expect(tries).toBe(8);
    expect(all.values).toContain('next');
    const [letter, ...others] = await scene.contents(`${topic}.dlt`);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ key: Buffer.from([1, 255]), value: Buffer.from([0, 159, 146]) });
    expect(letter?.headers.trace).toEqual(Buffer.from('abc'));
    expect(letter?.repeatedHeaders).toEqual({ twice: [Buffer.from('a'), Buffer.from([0, 255])] });
    expect(String(letter?.headers[POISON_HEADERS.reason])).toBe(
      'its handler failed 8 times: cannot read properties of undefined',
    );
    expect(String(letter?.headers[POISON_HEADERS.topic])).toBe(topic);
    expect(String(letter?.headers[POISON_HEADERS.partition])).toBe('0');
    expect(String(letter?.headers[POISON_HEADERS.offset])).toBe('0');
    expect(Date.parse(String(letter?.headers[POISON_HEADERS.at]))).toBeGreaterThan(Date.now() - 60_000);
    expect(await sumOf(metrics, 'poison_records_total', { topic })).toBe(1);
    expect(await sumOf(metrics, 'records_handled_total', { topic, outcome: 'poison' })).toBe(1);
  });
});

describe('a poison record', () => {
  it('goes to the same partition of the dead-letter topic at once, and the next record of its key is handled', async () => {
    const topic = await scene.topic(2);
    await scene.write(
      record(topic, 'garbage', { partition: 1, key: 'k' }),
      record(topic, 'good', { partition: 1, key: 'k' }),
    );
    const all = new Collector(
      ({ value }) => (String(value) === 'garbage' ? { kind: 'poison', reason: 'not JSON' } : DONE),
      byKey,
    );
    await scene.joined({ [topic]: all });
    await eventually('the next record', () => all.values.includes('good'));
    expect(all.values).toEqual(['garbage', 'good']);
    const [letter] = await scene.contents(`${topic}.dlt`, 1);
    expect(letter?.value?.toString()).toBe('garbage');
    expect(String(letter?.headers[POISON_HEADERS.reason])).toBe('not JSON');
    expect(String(letter?.headers[POISON_HEADERS.offset])).toBe('0');
  });

  it('that is larger than can be produced leaves a mark that leads to it', async () => {
    const topic = await scene.topic();
    // As large as a producer of ours can make it: with the marks it is too large.
    await scene.write(record(topic, Buffer.alloc(999_900, 'x'), { key: 'big' }));
    const all = new Collector(() => ({ kind: 'poison', reason: 'too much of it' }));
    await scene.joined({ [topic]: all });
    const [letter] = await eventually('a dead letter', async () => {
      const letters = await scene.contents(`${topic}.dlt`);
      return letters.length > 0 && letters;
    });
    expect(letter).toMatchObject({ key: null, value: null });
    expect(String(letter?.headers[POISON_HEADERS.omitted])).toBe('999903');
    expect(String(letter?.headers[POISON_HEADERS.offset])).toBe('0');
  });

  it('stays where it is while its dead-letter topic is missing, and holds up no other record', async () => {
    const topic = uniqueName('topic');
    const groupId = uniqueName('group');
    await scene.create({ name: topic });
    await scene.write(record(topic, 'garbage'), record(topic, 'good'));
    const all = new Collector(({ value }) =>
      String(value) === 'garbage' ? { kind: 'poison', reason: 'not JSON' } : DONE,
    );
    const { metrics } = await scene.joined({ [topic]: all }, { groupId });
    await eventually('the good record', () => all.values.includes('good'));
    await eventually('tries to put it away', async () => (await sumOf(metrics, 'records_retried_total')) >= 2);
    expect(await scene.startOffset(groupId, topic)).toBe(0);
    await scene.create({ name: `${topic}.dlt` });
    await eventually('a commit of both', async () => (await scene.startOffset(groupId, topic)) === 2);
    expect((await scene.contents(`${topic}.dlt`)).map(({ value }) => String(value))).toEqual(['garbage']);
  });
});
