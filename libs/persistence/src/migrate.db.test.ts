import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type QUOTA_NEAR_EVENT_TYPE, RESERVED_TENANT, type OperationalNews } from '@postrider/schemas';
import { scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { ManualClock } from '@postrider/time';
import { createDataSource } from './database.js';
import { migrate } from './migrate.js';

describe('migrations', () => {
  let database: ScratchDatabase;
  const clock = new ManualClock('2026-03-01T12:00:00.000Z');

  beforeAll(async () => {
    database = await scratchDatabase();
  });
  afterAll(() => database.drop());

  it('make the schema once, whoever runs them and however many at the same time', async () => {
    const ran = await Promise.all([
      migrate(database.url, clock),
      migrate(database.url, clock),
      migrate(database.url, clock),
    ]);
    expect(ran.map((names) => names.length).sort()).toEqual([0, 0, 1]);
  });

  it('make what the entities say, column by column', async () => {
    const source = await createDataSource({ url: database.url, connections: 1, statementTimeoutMs: 0 }).initialize();
    try {
      for (const { tableName, columns } of source.entityMetadatas) {
        const rows: { name: string; type: string; nullable: string }[] = await source.query(
          'select column_name as name, data_type as type, is_nullable as nullable from information_schema.columns where table_name = $1',
          [tableName],
        );
        const found = Object.fromEntries(
          rows.map(({ name, type, nullable }) => [name, { type, nullable: nullable === 'YES' }]),
        );
        const wanted = Object.fromEntries(
          columns.map(({ databaseName, type, isNullable, isArray }) => [
            databaseName,
            { type: isArray ? 'ARRAY' : type, nullable: isNullable },
          ]),
        );
        expect({ [tableName]: found }).toEqual({ [tableName]: wanted });
      }
    } finally {
      await source.destroy();
    }
  });

  it('make the platform’s own tenant with its event types, and have them announced', async () => {
    const source = await createDataSource({ url: database.url, connections: 1, statementTimeoutMs: 0 }).initialize();
    try {
      const idsOf = async (table: string): Promise<string[]> => {
        const rows: { id: string }[] = await source.query(`select id from ${table} order by id`);
        return rows.map(({ id }) => id);
      };
      const types: (OperationalNews['type'] | typeof QUOTA_NEAR_EVENT_TYPE)[] = [
        'postrider.delivery.dead',
        'postrider.endpoint.disabled',
        'postrider.endpoint.failing',
        'postrider.endpoint.recovered',
        'postrider.quota.near',
        'postrider.secret.rotated',
        'postrider.subscription.suspended',
      ];
      expect(await idsOf('tenants')).toEqual([RESERVED_TENANT]);
      expect(await idsOf('event_types')).toEqual(types);
      const announced: { key: string }[] = await source.query(
        'select key from registry_outbox where sent_version is null',
      );
      expect(announced.map(({ key }) => key).sort()).toEqual([
        ...types.map((type) => `event-type:${type}`),
        `tenant:${RESERVED_TENANT}`,
      ]);
    } finally {
      await source.destroy();
    }
  });

  it('may take as long as they need, a statement with nothing to say for seconds too', async () => {
    const source = await createDataSource({ url: database.url, connections: 1, statementTimeoutMs: 0 }).initialize();
    try {
      // Longer than the client would be patient beyond the server's own limit.
      expect(await source.query(`select 1 as one from pg_sleep(2.5)`)).toEqual([{ one: 1 }]);
    } finally {
      await source.destroy();
    }
  });

  it('can be undone', async () => {
    const other = await scratchDatabase();
    try {
      await migrate(other.url, clock);
      const source = await createDataSource({ url: other.url, connections: 1, statementTimeoutMs: 0 }).initialize();
      await source.undoLastMigration();
      const left: unknown[] = await source.query(
        "select relname from pg_class c join pg_namespace n on n.oid = relnamespace where nspname = 'public' and relkind <> 'i' and relname not like 'migrations%'",
      );
      await source.destroy();
      expect(left).toEqual([]);
      expect(await migrate(other.url, clock)).toHaveLength(1);
    } finally {
      await other.drop();
    }
  });
});
