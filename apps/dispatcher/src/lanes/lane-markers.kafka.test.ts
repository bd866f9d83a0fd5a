import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '@postrider/config';
import {
  ensureTopics,
  GroupCommitProducer,
  KafkaClient,
  kafkaSettings,
  partitionOf,
  topicSpecs,
  type KafkaConfig,
} from '@postrider/kafka';
import { createLog, Metrics } from '@postrider/observability';
import { mintId, topics } from '@postrider/schemas';
import { testBrokers, uniqueName } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import { LaneMarkers } from './lane-markers.js';
import { laneName } from './lanes.js';

/** Of what writes: longer than a machine stands still. */
const PATIENCE_MS = 60_000;

/** Alone, since other tests on this broker make the other topics as they need them. */
const lanesOf = (config: KafkaConfig) => topicSpecs(config, []).filter(({ name }) => name === topics.lanes.name);

describe('the markers of lanes', () => {
  const clock = new SystemClock();
  const log = createLog('test', 'silent');
  const config = loadConfig(kafkaSettings, { KAFKA_BROKERS: testBrokers().join(',') });
  const forever = new AbortController().signal;
  const producers: GroupCommitProducer[] = [];

  /** The markers as one process has them. */
  async function owner(): Promise<LaneMarkers> {
    const client = new KafkaClient(config, uniqueName('lanes'), log);
    const producer = new GroupCommitProducer(client, clock, log, new Metrics('test'), PATIENCE_MS);
    producers.push(producer);
    await producer.start();
    return new LaneMarkers(client, producer, clock, log, config);
  }
  const partition = (endpoint: string): number => partitionOf(endpoint, config.KAFKA_ENDPOINT_PARTITIONS);

  beforeAll(() => ensureTopics(new KafkaClient(config, uniqueName('lanes'), log), lanesOf(config), log));
  afterAll(() => Promise.all(producers.map((producer) => producer.close(1000))));

  it('tell the next owner which lanes are blocked, and which are no more', async () => {
    const endpoint = mintId('ep', clock.now());
    const before = await owner();
    for (const key of ['a', 'b', 'with "quotes" and\nlines']) await before.block(endpoint, key, forever);
    await before.open(endpoint, 'b');
    await before.block(endpoint, 'a', forever);

    const blocked = await (await owner()).read(partition(endpoint), forever);
    expect([...blocked].filter((name) => name.startsWith(endpoint))).toEqual([
      laneName(endpoint, 'a'),
      laneName(endpoint, 'with "quotes" and\nlines'),
    ]);
    await before.open(endpoint, 'a');
    expect((await (await owner()).read(partition(endpoint), forever)).has(laneName(endpoint, 'a'))).toBe(false);
  });

  it('are given up on when the partition is lost', async () => {
    const lost = AbortSignal.abort(new Error('lost'));
    const markers = await owner();
    await expect(markers.read(0, lost)).rejects.toThrow('lost');
    await expect(markers.block(mintId('ep', clock.now()), 'a', lost)).rejects.toThrow('lost');
  });
});
