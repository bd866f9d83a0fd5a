import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '@postrider/config';
import { testBrokers, uniqueName } from '@postrider/testing';
import { ensureTopics, TopicMismatch, topicSpecs, type TopicSpec } from './ensure-topics.js';
import { kafkaSettings } from './kafka.config.js';
import { Scene } from './testing/scene.js';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

const HOUR_MS = 3_600_000;
const config = (env: Record<string, string> = {}) =>
  loadConfig(kafkaSettings, { KAFKA_BROKERS: testBrokers().join(','), ...env });

/** The topics of a deployment of a test's own. */
function specsOf(env: Record<string, string> = {}): { readonly prefix: string; readonly specs: TopicSpec[] } {
  const prefix = uniqueName('deployment');
  const specs = topicSpecs(config(env), ['orders', 'postrider.inbox', 'orders']);
  return { prefix, specs: specs.map((spec) => ({ ...spec, name: `${prefix}.${spec.name}` })) };
}

const spec = (other: Partial<TopicSpec> = {}): TopicSpec => ({
  name: uniqueName('topic'),
  partitions: 2,
  replication: 1,
  settings: {},
  ...other,
});

describe('making sure of the topics', () => {
  it('creates every topic with its partitions and settings, and a second time changes nothing', async () => {
    const { prefix, specs } = specsOf({
      KAFKA_EVENT_PARTITIONS: '3',
      KAFKA_ENDPOINT_PARTITIONS: '2',
      KAFKA_RETENTION_HOURS: '24',
    });
    await ensureTopics(scene.client, specs, scene.log);
    await ensureTopics(scene.client, specs, scene.log);

    const admin = await scene.client.admin();
    scene.onClose(() => admin.disconnect());
    const made = (await admin.list()).filter((name) => name.startsWith(prefix)).sort();
    expect(made.map((name) => name.slice(prefix.length + 1))).toEqual([
      'orders',
      'orders.dlt',
      'postrider.attempts',
      'postrider.attempts.dlt',
      'postrider.dead-letters',
      'postrider.dead-letters.dlt',
      'postrider.deliveries',
      'postrider.deliveries.dlt',
      'postrider.events',
      'postrider.events.dlt',
      'postrider.inbox',
      'postrider.inbox.dlt',
      'postrider.lanes',
      'postrider.redeliveries',
      'postrider.redeliveries.dlt',
      'postrider.registry',
    ]);
    const partitions = async (name: string) => (await admin.describe(`${prefix}.${name}`)).partitions;
    expect(await partitions('orders')).toBe(3);
    expect(await partitions('postrider.events.dlt')).toBe(3);
    expect(await partitions('postrider.deliveries')).toBe(2);
    expect(await partitions('postrider.lanes')).toBe(2);
    expect(await partitions('postrider.registry')).toBe(1);
    const setting = (name: string, of: string) => admin.setting(`${prefix}.${name}`, of);
    expect(await setting('postrider.events', 'retention.ms')).toBe(String(24 * HOUR_MS));
    expect(await setting('postrider.events', 'cleanup.policy')).toBe('delete');
    expect(await setting('postrider.events.dlt', 'retention.ms')).toBe(String(720 * HOUR_MS));
    expect(await setting('postrider.dead-letters', 'retention.ms')).toBe(String(720 * HOUR_MS));
    expect(await setting('postrider.registry', 'cleanup.policy')).toBe('compact');
    expect(await setting('postrider.registry', 'segment.ms')).toBe(String(HOUR_MS));
    expect(await setting('postrider.registry', 'max.compaction.lag.ms')).toBe(String(24 * HOUR_MS));
    expect(await setting('postrider.lanes', 'delete.retention.ms')).toBe(String(24 * HOUR_MS));
    expect(await setting('orders', 'unclean.leader.election.enable')).toBe('false');
  });

  it('works for several processes that start at the same moment', async () => {
    const { specs } = specsOf();
    const clients = Array.from({ length: 5 }, () => scene.newClient());
    await Promise.all(clients.map((client) => ensureTopics(client, specs, scene.log)));
    await ensureTopics(scene.client, specs, scene.log);
  });

  it('refuses a topic with another number of partitions, and says what to set', async () => {
    const there = spec({ partitions: 2 });
    await ensureTopics(scene.client, [there], scene.log);
    const other = spec();
    const wrong = ensureTopics(scene.client, [{ ...there, partitions: 3 }, other], scene.log);
    await expect(wrong).rejects.toThrow(TopicMismatch);
    await expect(wrong).rejects.toThrow(
      `${there.name} has 2 partitions and the configuration says 3: set KAFKA_EVENT_PARTITIONS and KAFKA_ENDPOINT_PARTITIONS to what the topics have`,
    );
  });

  it('refuses, with replication, topics that can lose what was acknowledged', async () => {
    const replicated = (settings: Readonly<Record<string, string>>) => async () => {
      // One broker has one replica; what is checked is what the topic demands of them.
      const there = spec({ settings });
      await ensureTopics(scene.client, [there], scene.log);
      return ensureTopics(scene.client, [{ ...there, replication: 3 }], scene.log);
    };
    await expect(replicated({})()).rejects.toThrow(/min\.insync\.replicas=1: with replication it must be 2 or more/);
    const unclean = replicated({ 'min.insync.replicas': '2', 'unclean.leader.election.enable': 'true' });
    await expect(unclean()).rejects.toThrow(/set unclean\.leader\.election\.enable=false/);
    await replicated({ 'min.insync.replicas': '2', 'unclean.leader.election.enable': 'false' })();
  });

  it('asks for topics that keep what was acknowledged when there is replication', () => {
    const specs = topicSpecs(config({ KAFKA_REPLICATION: '3' }), []);
    for (const { replication, settings } of specs) {
      expect(replication).toBe(3);
      expect(settings).toMatchObject({ 'min.insync.replicas': '2', 'unclean.leader.election.enable': 'false' });
    }
  });

  it('leaves the decision to whoever calls when the topics cannot be made', async () => {
    const impossible = ensureTopics(scene.client, [spec({ replication: 3 })], scene.log);
    await expect(impossible).rejects.not.toThrow(TopicMismatch);
  });
});
