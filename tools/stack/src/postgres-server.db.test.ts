import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { checkDatabase } from './check-database.js';
import { portIsFree } from './free-port.js';
import { PostgresServer } from './postgres-server.js';
import { TemporaryFolder } from './temporary-folder.js';

describe('a Postgres of our own', () => {
  let folder: TemporaryFolder;
  let postgres: PostgresServer;
  beforeAll(async () => {
    folder = await TemporaryFolder.create();
    postgres = await PostgresServer.start({
      directory: join(folder.path, 'postgres'),
      settings: { max_connections: '17' },
    });
  });
  afterAll(async () => {
    await postgres.stop();
    await folder.remove();
  });

  const query = async (sql: string): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: postgres.connectionString });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('keeps what was committed over a restart and over being killed, at the same address', async () => {
    const address = postgres.connectionString;
    await query('CREATE TABLE kept AS SELECT 1 AS n');
    await postgres.restart();
    await query('INSERT INTO kept VALUES (2)');
    await postgres.kill();
    await expect(checkDatabase(address)).rejects.toMatchObject({ problem: 'database-unreachable' });
    await postgres.start();
    expect(postgres.connectionString).toBe(address);
    expect(await query('SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('has the encoding, the order and the settings that it was told', async () => {
    expect(
      await query(
        `SELECT 'É' < 'z' COLLATE "default" AS by_letter, lower('É') AS lower, current_setting('max_connections') AS max`,
      ),
    ).toEqual([{ by_letter: false, lower: 'é', max: '17' }]);
  });

  it('answers nothing while it’s frozen, and everything afterwards', async () => {
    const client = new pg.Client({ connectionString: postgres.connectionString });
    await client.connect();
    postgres.pause();
    let answered = false;
    const answer = client.query<{ n: number }>('SELECT 7 AS n').then(({ rows }) => {
      answered = true;
      return rows;
    });
    await expect(checkDatabase(postgres.connectionString)).rejects.toMatchObject({ problem: 'database-unreachable' });
    expect(answered).toBe(false);
    postgres.continue();
    await expect(answer).resolves.toEqual([{ n: 7 }]);
    await client.end();
  });

  it.each([
    ['database-missing', (url: string) => `${url}-else`, 'which 127.0.0.1:'],
    ['database-refused', (url: string) => url.replace(/:[0-9a-f]+@/, ':wrong@'), 'password authentication failed'],
    ['database-unreachable', () => 'mysql://127.0.0.1/postrider', 'is not a Postgres address'],
  ])('says %s in a sentence, without a password', async (problem, change, words) => {
    const failure = await checkDatabase(change(postgres.connectionString)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ problem, message: expect.stringContaining(words) });
    expect(String(failure)).not.toMatch(/[0-9a-f]{48}|wrong/);
  });

  it('lets nobody else work on its data meanwhile, and leaves nothing running', async () => {
    const directory = join(folder.path, 'postgres');
    await expect(PostgresServer.start({ directory })).rejects.toThrow(/is in use by process \d+/);
    await postgres.stop();
    expect(await portIsFree(postgres.port)).toBe(true);
    const other = await PostgresServer.start({ directory });
    await other.stop();
  });
});
