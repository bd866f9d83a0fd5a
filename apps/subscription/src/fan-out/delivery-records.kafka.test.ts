import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '@postrider/config';
import { GroupCommitProducer, KafkaClient, kafkaSettings, partitionOf, type KafkaRecord } from '@postrider/kafka';
import { createLog, Metrics } from '@postrider/observability';
import { deliveryId, EVENT_HEADER, topics, type PlannedDelivery } from '@postrider/schemas';
import { eventually, testBrokers, uniqueName } from '@postrider/testing';
import { SystemClock, Unavailable } from '@postrider/time';
import { DeliveryRecords } from './delivery-records.js';

const PARTITIONS = 4;
/** Of what writes: longer than a machine stands still. */
const PATIENCE_MS = 60_000;
/** In the place of postrider.deliveries, of which other tests on this broker have another number of partitions. */
const TOPIC = uniqueName('deliveries');
const acceptedAt = '2026-03-01T12:00:00.000Z';

/** A producer that has some partitions refused, as they are without a leader. */
class Refusing extends GroupCommitProducer {
  refused = new Set<number>();
  readonly written: number[] = [];

  override async sendInTurn(record: Parameters<GroupCommitProducer['send']>[0]) {
    if (this.refused.has(record.partition)) throw new Unavailable('no leader');
    const place = await super.sendInTurn({ ...record, topic: TOPIC });
    this.written.push(record.partition);
    return place;
  }
}

describe('the deliveries of an event', () => {
  const clock = new SystemClock();
  const log = createLog('test', 'silent');
  const config = loadConfig(kafkaSettings, { KAFKA_BROKERS: testBrokers().join(',') });
  const client = new KafkaClient(config, 'test', log);
  const producer = new Refusing(client, clock, log, new Metrics('test'), PATIENCE_MS);
  const records = new DeliveryRecords(producer, PARTITIONS);

  beforeAll(async () => {
    const admin = await client.admin();
    await admin.create([{ name: TOPIC, partitions: PARTITIONS, replication: 1, settings: {} }]);
    await admin.disconnect();
    await producer.start();
    // A topic that was just made has partitions without a leader.
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const record = { topic: TOPIC, partition, key: null, value: Buffer.from('{}'), headers: {} };
      const isThere = () =>
        producer.send(record).then(
          () => true,
          () => false,
        );
      await eventually(`partition ${partition} to have a leader`, isThere);
    }
  });
  afterAll(() => producer.close(1000));

  it('are put into each partition once, though another has to be tried again', async () => {
    const deliveries = Array.from({ length: 20 }, (_, index): PlannedDelivery => {
      const endpoint = `ep_${index}`;
      return { id: deliveryId('evt_1', acceptedAt, endpoint), endpoint };
    });
    const [refused = 0, ...others] = new Set(deliveries.map(({ endpoint }) => partitionOf(endpoint, PARTITIONS)));
    const record: KafkaRecord = {
      topic: topics.events.name,
      partition: 0,
      offset: 7,
      timestampMs: Date.parse(acceptedAt),
      key: null,
      value: Buffer.from('{}'),
      headers: { [EVENT_HEADER]: Buffer.from('{}') },
    };
    const meta = { tenant: 'acme', id: 'evt_1', type: 'order', timestamp: acceptedAt, acceptedAt, idChosen: false };
    const put = () => records.put(record, { meta, data: Buffer.from('{}') }, deliveries, 0);
    producer.refused.add(refused);
    await expect(put()).rejects.toBeInstanceOf(Unavailable);
    expect(producer.written.sort()).toEqual(others.sort());
    producer.refused.clear();
    await put();
    expect(producer.written).toEqual([...others, refused]);
  });
});
