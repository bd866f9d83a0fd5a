import { loadConfig } from '@postrider/config';
import { KafkaClient, kafkaSettings, type OutgoingRecord } from '@postrider/kafka';
import { createLog } from '@postrider/observability';
import { readTopic } from '@postrider/outside';
import { deadLetterTopicOf, topics, type Topic } from '@postrider/schemas';
import { eventually } from '@postrider/testing';
import { setTimeout as wait } from 'node:timers/promises';
import type { Chance } from '../chance.js';
import type { Scenario } from '../scenario.js';

/** Topics that somebody reads, and nobody compacts. */
const READ: readonly Topic[] = [topics.inbox, topics.events, topics.deliveries, topics.redeliveries, topics.attempts];
const PARTITIONS = 6;
const SHARE = 0.01;

/** Headers that records of ours have, and one that none has. */
const HEADERS = ['event', 'deliveries', 'delivery', 'turn', 'ce_specversion', 'ce_type', 'content-type', 'x'] as const;

const texts = ['', '{', '{}', '[]', 'null', '0', '"', '{"tenant":null}', '{"id":"\\u0000"}', '{"a":1,"a":2}'] as const;

const badBytes = (chance: Chance): Buffer =>
  chance.next() < 0.5 ? chance.bytes(chance.below(200)) : Buffer.from(chance.pick(texts));

/** A record that no reader of ours can make sense of. */
const poisonFor = (topic: string, name: string, chance: Chance): OutgoingRecord => ({
  topic,
  partition: chance.below(PARTITIONS),
  key: name,
  value: chance.next() < 0.2 ? null : badBytes(chance),
  headers: Object.fromEntries(HEADERS.filter(() => chance.next() < 0.4).map((header) => [header, badBytes(chance)])),
});

const everyTopic: Scenario = {
  name: 'poison',
  what: '1 % poison records on every topic that is read',
  promise: 'Every one of them lands in the topic’s dead-letter topic, and holds up nothing.',
  seconds: { long: 60, short: 5 },
  watchSeconds: 1,
  inflict: async (scene) => {
    const { kafka } = scene.stack;
    const config = loadConfig(kafkaSettings, { KAFKA_BROKERS: kafka.brokers });
    const producer = await new KafkaClient(config, 'chaos', createLog('chaos', 'silent')).producer();
    const perTopic = Math.ceil(scene.traffic.perSecond * SHARE * scene.seconds);
    const sent = new Map(READ.map(({ name }) => [name, new Set<string>()]));
    for (let round = 0; round < perTopic; round++) {
      const records = READ.map(({ name }) => poisonFor(name, `poison-${scene.chance.seed}-${round}`, scene.chance));
      const { failures } = await producer.send(records);
      for (const record of records) {
        if (!failures.has(`${record.topic}:${record.partition}`)) sent.get(record.topic)?.add(String(record.key));
      }
      await wait((scene.seconds * 1000) / perTopic);
    }
    await producer.disconnect();
    return async () => {
      for (const [topic, names] of sent) {
        let missing = names;
        const allThere = async (): Promise<boolean> => {
          const found = await readTopic(scene.stack, deadLetterTopicOf(topic));
          const keys = new Set(found.map(({ key }) => key?.toString()));
          missing = new Set([...names].filter((name) => !keys.has(name)));
          return missing.size === 0;
        };
        const ok = await eventually('poison to be in its place', allThere, 20_000).catch(() => false);
        scene.check(
          `what was bad on ${topic} is in its dead-letter topic`,
          ok,
          `${names.size - missing.size} of ${names.size}`,
        );
      }
    };
  },
};

/** Records that nobody can read. */
export const poison: readonly Scenario[] = [everyTopic];
