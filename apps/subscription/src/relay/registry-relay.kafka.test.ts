import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '@postrider/config';
import { GroupCommitProducer, KafkaClient, kafkaSettings } from '@postrider/kafka';
import { createLog, Metrics } from '@postrider/observability';
import { announce, migrate, outboxBacklog, Sql } from '@postrider/persistence';
import { topics } from '@postrider/schemas';
import { eventually, scratchDatabase, testBrokers, type ScratchDatabase } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import { RegistryRelay } from './registry-relay.js';

const clock = new SystemClock();
const log = createLog('test', 'silent');
/** As large as a management request may make one. */
const SCHEMA_BYTES = 250_000;
const TYPES = 60;
/** Of what writes: longer than a machine stands still. */
const PATIENCE_MS = 60_000;

/** Which of the records that it's given fails, as it would when Kafka refuses it. */
class Refusing extends GroupCommitProducer {
  refuses: (key: string) => boolean = () => false;

  override send(...[record]: Parameters<GroupCommitProducer['send']>): ReturnType<GroupCommitProducer['send']> {
    return this.refuses(String(record.key)) ? Promise.reject(new Error('refused')) : super.send(record);
  }
}

describe('the relay', () => {
  const config = loadConfig(kafkaSettings, { KAFKA_BROKERS: testBrokers().join(',') });
  const client = new KafkaClient(config, 'test', log);
  const producer = new Refusing(client, clock, log, new Metrics('test'), PATIENCE_MS);
  let scratch: ScratchDatabase;
  let sql: Sql;
  let relay: RegistryRelay;

  beforeAll(async () => {
    scratch = await scratchDatabase();
    await migrate(scratch.url, clock);
    sql = new Sql({ url: scratch.url, connections: 4, statementTimeoutMs: 60_000 }, log, new Metrics('test'));
    const admin = await client.admin();
    await admin.create([{ name: topics.registry.name, partitions: 1, replication: 1, settings: {} }]);
    await admin.disconnect();
    await producer.start();
    relay = new RegistryRelay(sql, producer, scratch.url, clock, log, new Metrics('test'));
  });
  afterAll(async () => {
    await relay.stop();
    await producer.close(1000);
    await sql.close();
    await scratch.drop();
  });

  it('sends large changes in parts, and what was sent before one that is refused is not sent again', async () => {
    const ids = Array.from({ length: TYPES }, (_, index) => `type_${index + 10}`);
    await sql.query(
      `with types as (
         insert into event_types (id, deprecated, created_at, updated_at)
         select id, false, now(), now() from unnest($1::text[]) id returning id
       )
       insert into event_type_versions (type, version, deprecated, schema, created_at, updated_at)
       select id, 1, false, jsonb_build_object('description', repeat('x', $2)), now(), now() from types`,
      [ids, SCHEMA_BYTES],
    );
    await sql.transaction((statements) => announce(statements, 'event-type', ids));
    producer.refuses = (key) => key.endsWith(`_${TYPES + 9}`);
    relay.start();
    // The last part has the one that is refused; 16 and a bit of these are 4 MiB.
    await eventually('the parts before it to be sent', async () => (await outboxBacklog(sql)).count <= 16);
    expect((await outboxBacklog(sql)).count).toBeGreaterThan(0);
    producer.refuses = () => false;
    await eventually('all to be sent', async () => (await outboxBacklog(sql)).count === 0);
  });
});
