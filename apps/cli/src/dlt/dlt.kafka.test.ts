import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '@postrider/config';
import {
  GroupCommitProducer,
  KafkaClient,
  kafkaSettings,
  PoisonBin,
  type KafkaRecord,
  type OutgoingRecord,
} from '@postrider/kafka';
import { createLog, Metrics } from '@postrider/observability';
import { eventually, testBrokers, uniqueName } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import { Kafka, logLevel } from 'kafkajs';
import { readPartition } from './read-partition.js';
import { run } from '../run.js';
import type { Environment } from '../surroundings.js';

/** Of what writes: longer than a machine stands still. */
const PATIENCE_MS = 60_000;

const clock = new SystemClock();
const log = createLog('test', 'silent');
const brokers = testBrokers();
const client = new KafkaClient(loadConfig(kafkaSettings, { KAFKA_BROKERS: brokers.join() }), 'test', log);
const producer = new GroupCommitProducer(client, clock, log, new Metrics('test'), PATIENCE_MS);
const bin = new PoisonBin(producer, clock, log, new Metrics('test'));

beforeAll(() => producer.start());
afterAll(() => producer.close(1000));

interface Answer {
  readonly code: number;
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

async function dlt(
  line: string,
  {
    environment = { KAFKA_BROKERS: brokers.join() },
    signal = new AbortController().signal,
  }: { readonly environment?: Environment; readonly signal?: AbortSignal } = {},
): Promise<Answer> {
  const [lines, notes]: [string[], string[]] = [[], []];
  const terminal = { line: (text: string) => void lines.push(text), note: (text: string) => void notes.push(text) };
  const surroundings = { environment, terminal, clock, signal, input: undefined };
  const code = await run(['dlt', ...line.split(' ')], surroundings, '0.0.0');
  return { code, lines, notes };
}

/** A topic of a test's own, with its dead-letter topic. */
async function newTopic(partitions = 1): Promise<string> {
  const name = uniqueName('topic');
  const admin = await client.admin();
  const both = [name, `${name}.dlt`];
  await admin.create(both.map((each) => ({ name: each, partitions, replication: 1, settings: {} })));
  // A busy broker knows of partitions a moment before it leads them.
  for (const each of both)
    await eventually('all partitions to be led', () =>
      admin.extents(each).then(
        ({ size }) => size === partitions,
        () => false,
      ),
    );
  await admin.disconnect();
  return name;
}

async function contents(topic: string, partition = 0): Promise<KafkaRecord[]> {
  const all: KafkaRecord[] = [];
  for await (const records of readPartition(client, clock, { topic, partition })) all.push(...records);
  return all;
}

const values = async (topic: string, partition = 0): Promise<string[]> =>
  (await contents(topic, partition)).map(({ value }) => String(value));

const recordOf = (topic: string, value: string | null, other: Partial<KafkaRecord> = {}): KafkaRecord => ({
  topic,
  partition: 0,
  offset: 0,
  timestampMs: 0,
  key: null,
  value: value === null ? null : Buffer.from(value),
  headers: {},
  ...other,
});

async function poison(topic: string, ...given: readonly string[]): Promise<void> {
  for (const [offset, value] of given.entries()) await bin.put(recordOf(topic, value, { offset }), `${value} is bad`);
}

describe('list', () => {
  it('says of every topic how many records there are, why, and how many were put back', async () => {
    const [topic, empty, missing] = [await newTopic(2), await newTopic(), uniqueName('missing')];
    await poison(topic, 'a', 'a', 'b');
    await bin.put(recordOf(topic, 'a', { partition: 1 }), 'a is bad');
    await dlt(`redrive ${topic} --partition 0 --offset 2`);
    const INBOX_TOPICS = `${topic}=acme,${empty},${missing}`;
    const { code, lines } = await dlt('list', {
      environment: { KAFKA_BROKERS: brokers.join(), INBOX_TOPICS },
    });
    expect(code).toBe(0);
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(new RegExp(`^${topic}.dlt: 4 records, 1 redriven, \\S+Z to \\S+Z$`)),
      '  3 × a is bad',
      '  1 × b is bad',
    ]);
    expect(lines).toContain(`${empty}.dlt: empty`);
    expect(lines.find((line) => line.startsWith(`${missing}.dlt`))).toContain('not there');
    expect(lines.some((line) => line.startsWith('postrider.deliveries.dlt'))).toBe(true);
    expect(lines.some((line) => line.startsWith('postrider.registry'))).toBe(false);
  });
});

describe('show', () => {
  it('shows records of every partition, as many as asked, and says that there are more', async () => {
    const topic = await newTopic(2);
    await poison(topic, 'one', 'two');
    await bin.put(recordOf(topic, 'three', { partition: 1 }), 'three is bad');
    const shownBy = async (options: string): Promise<string[]> => {
      const { lines } = await dlt(`show ${topic} --json${options}`);
      return lines.map((line) => (JSON.parse(line) as { value: { text: string } }).value.text);
    };
    expect(await shownBy('')).toEqual(['one', 'two', 'three']);
    expect(await shownBy(' --limit 1')).toEqual(['one']);
    expect(await shownBy(' --partition 0 --offset 1')).toEqual(['two']);
    expect((await dlt(`show ${topic} --limit 1`)).notes).toEqual([
      '1 of 3 records shown: --limit 3 shows all of them.',
    ]);
  });

  it('leaves out what aborted transactions wrote, and reads over the gaps', async () => {
    const topic = await newTopic();
    const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
    const transactional = kafka.producer({
      transactionalId: uniqueName('transaction'),
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await transactional.connect();
    for (const [value, end] of [
      ['aborted', 'abort'],
      ['committed', 'commit'],
      ['aborted too', 'abort'],
    ] as const) {
      const transaction = await transactional.transaction();
      await transaction.send({
        topic: `${topic}.dlt`,
        messages: [
          {
            value,
            headers: { 'postrider-dlt-topic': topic, 'postrider-dlt-partition': '0', 'postrider-dlt-offset': '0' },
          },
        ],
      });
      await transaction[end]();
    }
    await transactional.disconnect();
    const { lines } = await dlt(`show ${topic} --json`);
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({ offset: 2, value: { bytes: 9, text: 'committed' } }),
    ]);
    await dlt(`redrive ${topic} --all`);
    expect(await values(topic)).toEqual(['committed']);
  });

  it('says when there is nothing, no such record, partition or topic', async () => {
    const topic = await newTopic();
    expect(await dlt(`show ${topic}`)).toEqual({ code: 0, lines: [], notes: [`${topic}.dlt is empty.`] });
    await poison(topic, 'a');
    for (const [line, words] of [
      [`show ${topic} --partition 0 --offset 1`, 'no poison record at partition 0, offset 1'],
      [`show ${topic} --partition 1 --offset 0`, 'no partition 1'],
      [`show ${topic}-not`, 'There is no topic'],
    ] as const)
      expect(await dlt(line)).toEqual({ code: 1, lines: [], notes: [expect.stringContaining(words)] });
  });
});

describe('redrive', () => {
  it('puts back the exact record: binary key, no value, repeated headers', async () => {
    const topic = await newTopic(2);
    const repeated = [Buffer.from('1'), Buffer.from([0xff, 0])];
    await bin.put(
      recordOf(topic, null, {
        partition: 1,
        key: Buffer.from([0, 1, 0xfe]),
        headers: { ce_id: Buffer.from('a'), twice: Buffer.from([0xff, 0]), empty: Buffer.alloc(0) },
        repeatedHeaders: { twice: repeated },
      }),
      'a value is missing',
    );
    expect(await dlt(`redrive ${topic} --all`)).toEqual({
      code: 0,
      lines: [`1 record put back into ${topic}`],
      notes: [],
    });
    const [{ key, value, headers, repeatedHeaders } = recordOf('none', 'none'), ...others] = await contents(topic, 1);
    expect(others).toEqual([]);
    expect({ key, value, headers, repeatedHeaders }).toEqual({
      key: Buffer.from([0, 1, 0xfe]),
      value: null,
      headers: { ce_id: Buffer.from('a'), twice: Buffer.from([0xff, 0]), empty: Buffer.alloc(0) },
      repeatedHeaders: { twice: repeated },
    });
  });

  it('puts nothing back twice, and later what was poisoned since', async () => {
    const topic = await newTopic();
    await poison(topic, 'a', 'b', 'c');
    await dlt(`redrive ${topic} --partition 0 --offset 1`);
    await dlt(`redrive ${topic} --all`);
    expect(await values(topic)).toEqual(['b', 'a', 'c']);
    expect(await dlt(`redrive ${topic} --all`)).toEqual({
      code: 0,
      lines: ['nothing put back', '3 records put back before'],
      notes: [],
    });
    await poison(topic, 'b');
    await dlt(`redrive ${topic} --all`);
    expect(await values(topic)).toEqual(['b', 'a', 'c', 'b']);
  });

  it('puts one record back again when it’s named', async () => {
    const topic = await newTopic();
    await poison(topic, 'a');
    for (let time = 0; time < 2; time++) await dlt(`redrive ${topic} --partition 0 --offset 0`);
    expect(await values(topic)).toEqual(['a', 'a']);
  });

  it('of more than one chunk keeps the order', async () => {
    const topic = await newTopic();
    const all = Array.from({ length: 1200 }, (_, index) => String(index));
    await Promise.all(all.map((value, offset) => bin.put(recordOf(topic, value, { offset }), 'bad')));
    await dlt(`redrive ${topic} --all`);
    expect(await values(topic)).toEqual(all);
    expect(await dlt(`redrive ${topic} --all`)).toEqual({
      code: 0,
      lines: ['nothing put back', '1200 records put back before'],
      notes: [],
    });
  });

  it('of which only the plan is asked for changes nothing', async () => {
    const topic = await newTopic();
    await poison(topic, 'a');
    expect(await dlt(`redrive ${topic} --all --dry-run`)).toEqual({
      code: 0,
      lines: [`1 record would be put back into ${topic}`],
      notes: [],
    });
    expect([await values(topic), (await contents(`${topic}.dlt`)).length]).toEqual([[], 1]);
  });

  it('into another topic keeps the partition', async () => {
    const [topic, other, small] = [await newTopic(2), await newTopic(2), await newTopic(1)];
    await bin.put(recordOf(topic, 'a', { partition: 1 }), 'bad');
    expect((await dlt(`redrive ${topic} --all --to ${small}`)).lines[0]).toContain(`${small} has no partition 1`);
    await dlt(`redrive ${topic} --all --to ${other}`);
    expect([await values(topic, 1), await values(other, 1)]).toEqual([[], ['a']]);
    expect(await dlt(`redrive ${topic} --all --to ${other}-not`)).toMatchObject({ code: 1 });
  });

  it('skips what it can’t put back, says so each time, and goes on', async () => {
    const topic = await newTopic();
    const strange: OutgoingRecord = {
      topic: `${topic}.dlt`,
      partition: 0,
      key: null,
      value: Buffer.from('?'),
      headers: {},
    };
    await producer.send(strange);
    await bin.put(recordOf(topic, 'x'.repeat(1_100_000), { offset: 1 }), 'bad');
    await bin.put(recordOf(topic, 'good again', { offset: 2 }), 'bad');
    const skipped = [
      expect.stringMatching(/^skipped: partition 0, offset 0: .*doesn’t say where it came from/),
      expect.stringMatching(
        new RegExp(`^skipped: partition 0, offset 1: its 1100000 bytes .*${topic}, partition 0, offset 1`),
      ),
    ];
    expect(await dlt(`redrive ${topic} --all`)).toEqual({
      code: 0,
      lines: [...skipped, `1 record put back into ${topic}`, '2 records skipped'],
      notes: [],
    });
    expect((await dlt(`redrive ${topic} --all`)).lines.slice(0, 2)).toEqual(skipped);
    expect(await values(topic)).toEqual(['good again']);
    expect(await dlt(`redrive ${topic} --partition 0 --offset 1`)).toMatchObject({ code: 1 });
  });

  it('of a whole batch that nobody could read is refused, and says what to do', async () => {
    const topic = await newTopic();
    const unreadable = { reason: 'a batch can’t be read: it ends too early', lastOffset: 41 };
    await bin.put(recordOf(topic, 'the bytes of it', { offset: 40, unreadable }), unreadable.reason);
    expect((await dlt(`list`, { environment: { KAFKA_BROKERS: brokers.join(), INBOX_TOPICS: topic } })).lines[1]).toBe(
      `  1 × ${unreadable.reason}`,
    );
    expect((await dlt(`show ${topic}`)).lines).toEqual(
      expect.arrayContaining([
        `  from       ${topic}, partition 0, offset 40`,
        '  batch      not one record but a whole batch, up to offset 41',
        '    the bytes of it',
      ]),
    );
    expect(await dlt(`redrive ${topic} --partition 0 --offset 0`)).toMatchObject({
      code: 1,
      lines: [
        'skipped: partition 0, offset 0: it is a whole batch that nobody can read, and no record: ' +
          'its producer has to send it again',
        'nothing put back',
        '1 record skipped',
      ],
    });
    expect(await values(topic)).toEqual([]);
  });

  it('that is stopped says that there is more to do', async () => {
    const topic = await newTopic();
    await poison(topic, 'a');
    const { code, notes } = await dlt(`redrive ${topic} --all`, { signal: AbortSignal.abort() });
    expect([code, notes]).toEqual([130, [expect.stringContaining('Stopped')]]);
    expect(await values(topic)).toEqual([]);
  });
});

describe('the command', () => {
  it('that makes no sense gets a sentence, and code 2', async () => {
    const { code, lines, notes } = await dlt('redrive orders');
    expect([code, lines]).toEqual([2, []]);
    expect(notes.join()).toContain('either --all');
  });

  it('answers in JSON where that is asked for', async () => {
    const topic = await newTopic();
    await poison(topic, 'a');
    const INBOX_TOPICS = topic;
    const { lines } = await dlt('list --json', { environment: { KAFKA_BROKERS: brokers.join(), INBOX_TOPICS } });
    const listed = lines.map((line) => JSON.parse(line) as { topic: string });
    expect(listed.find((each) => each.topic === `${topic}.dlt`)).toMatchObject({
      records: 1,
      redriven: 0,
      reasons: [{ reason: 'a is bad', count: 1 }],
    });
    const redriven = await dlt(`redrive ${topic} --all --json`);
    expect(redriven.lines.map((line): unknown => JSON.parse(line))).toEqual([
      { dryRun: false, putBack: { [topic]: 1 }, before: 0, skipped: 0, skips: [] },
    ]);
  });

  it('without a broker gets one sentence, and code 3', async () => {
    const away = '127.0.0.1:1';
    const { code, lines, notes } = await dlt('list', { environment: { KAFKA_BROKERS: away } });
    expect([code, lines]).toEqual([3, []]);
    expect(notes).toEqual([
      expect.stringMatching(new RegExp(`^No Kafka can be used at ${away} .*ECONNREFUSED.*KAFKA_BROKERS\\.$`)),
    ]);
  });

  it('with a variable that is wrong says which, and gets code 2', async () => {
    const { code, notes } = await dlt('list', { environment: { KAFKA_BROKERS: 'a,,b' } });
    expect([code, notes.join()]).toEqual([2, expect.stringContaining('KAFKA_BROKERS')]);
  });
});
