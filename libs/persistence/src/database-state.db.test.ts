import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import pg from 'pg';
import { databaseState } from './database-state.js';
import { migrate } from './migrate.js';
import { migrations } from './migrations/migrations.js';

describe('the state of a database', () => {
  let database: ScratchDatabase;
  const clock = new SystemClock();
  const look = () => databaseState(database.url, () => clock.now());

  beforeAll(async () => {
    database = await scratchDatabase();
  });
  afterAll(() => database.drop());

  it('tells what it lacks before it’s migrated, nothing afterwards, and what a newer version has done', async () => {
    const all = migrations.map(({ name }) => name);
    expect(await look()).toMatchObject({ missing: all, unknown: [], hasPartitions: false });
    await migrate(database.url, clock);
    const { skewMs, ...state } = await look();
    expect(state).toMatchObject({ missing: [], unknown: [], hasPartitions: true });
    expect(Math.abs(skewMs)).toBeLessThan(10_000);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`insert into migrations (timestamp, name) values (1, 'FromTheFuture')`);
    await client.end();
    expect(await look()).toMatchObject({ missing: [], unknown: ['FromTheFuture'] });
  });

  it('can’t be told of one that isn’t there', async () => {
    await expect(databaseState(`${database.url}-not`, () => clock.now())).rejects.toMatchObject({ code: '3D000' });
  });
});
