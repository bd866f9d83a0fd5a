import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { ManualClock } from '@postrider/time';
import { schemaOf } from './await-schema.js';
import { migrate } from './migrate.js';

describe('the schema of a database', () => {
  let database: ScratchDatabase;

  beforeAll(async () => {
    database = await scratchDatabase();
  });
  afterAll(() => database.drop());

  it('lacks all before the first migration, and nothing after the last', async () => {
    const before = await schemaOf(database.url);
    expect(before).toEqual({ kind: 'lacks', migrations: [expect.stringContaining('CreateSchema')] });
    await migrate(database.url, new ManualClock('2026-03-01T12:00:00.000Z'));
    expect(await schemaOf(database.url)).toEqual({ kind: 'lacks', migrations: [] });
  });

  it('isn’t known while nobody answers', async () => {
    expect(await schemaOf('postgres://127.0.0.1:1/postrider')).toMatchObject({ kind: 'away' });
  });
});
