import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Metrics } from '@postrider/observability';
import { eventually } from '@postrider/testing';
import { Unavailable } from '@postrider/time';
import { Scene } from './testing/scene.js';
import { Sql, type Statements } from './sql.js';

describe('statements', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
    await scene.sql.query('create table notes (text text primary key)');
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('notes'));

  const write = (statements: Statements, text: string) => statements.query('insert into notes values ($1)', [text]);
  const notes = async (): Promise<unknown[]> =>
    (await scene.sql.query('select text from notes order by text')).map(({ text }) => text);
  const backend = async (statements: Statements): Promise<number[]> =>
    (await statements.query<{ pid: number }>('select pg_backend_pid() as pid')).map(({ pid }) => pid);

  it('of a transaction are committed together, and undone together when one fails', async () => {
    expect(
      await scene.sql.transaction(async (statements) => {
        await write(statements, 'one');
        expect(await notes()).toEqual([]);
        await write(statements, 'two');
        return 'done';
      }),
    ).toBe('done');
    const failed = scene.sql.transaction(async (statements) => {
      await write(statements, 'three');
      await write(statements, 'one');
    });
    await expect(failed).rejects.toMatchObject({ code: '23505' });
    const ours = new TypeError('ours');
    await expect(
      scene.sql.transaction(async (statements) => {
        await write(statements, 'four');
        throw ours;
      }),
    ).rejects.toBe(ours);
    expect(await notes()).toEqual(['one', 'two']);
  });

  it('are prepared once for each connection when they have a name', async () => {
    const sql = scene.newSql(1);
    const statement = { name: 'count-notes', text: 'select count(*)::int as count from notes' };
    for (let turn = 0; turn < 3; turn++) expect(await sql.query(statement)).toEqual([{ count: 0 }]);
    expect(await sql.query('select name from pg_prepared_statements')).toEqual([{ name: 'count-notes' }]);
  });

  it('fail as unavailable when their connection is cut, and go on with another', async () => {
    const sql = scene.newSql(1);
    const asleep = sql.query('select pg_sleep(60)');
    const cut = expect(asleep).rejects.toThrow(Unavailable);
    await scene.terminate(await scene.connections('select pg_sleep%'));
    await cut;
    expect(sql.reachable).toBe(false);
    expect(await sql.query('select 1 as one')).toEqual([{ one: 1 }]);
    expect(sql.reachable).toBe(true);
  });

  it('survive that a transaction’s connection is cut while no statement is under way', async () => {
    const sql = scene.newSql(1);
    const cut = sql.transaction(async (statements) => {
      await write(statements, 'lost');
      await scene.terminate(await backend(statements));
      await write(statements, 'also lost');
    });
    await expect(cut).rejects.toThrow(Unavailable);
    expect(sql.reachable).toBe(false);
    await sql.transaction((statements) => write(statements, 'kept'));
    expect(sql.reachable).toBe(true);
    expect(await notes()).toEqual(['kept']);
  });

  it('that take too long fail as unavailable', async () => {
    const sql = new Sql({ url: scene.url, connections: 1, statementTimeoutMs: 50 }, scene.log, new Metrics('test'));
    await expect(sql.query('select pg_sleep(60)')).rejects.toThrow(Unavailable);
    // On a busy machine any statement may take longer than this one has.
    const next = () => sql.query('select 1 as one').catch(() => undefined);
    expect(await eventually('another one', next)).toEqual([{ one: 1 }]);
    await sql.close();
  });

  it('find the database there also when it refuses them', async () => {
    const sql = scene.newSql(1);
    expect(sql.reachable).toBe(false);
    await expect(sql.query('select 1/0')).rejects.toMatchObject({ code: '22012' });
    expect(sql.reachable).toBe(true);
  });
});
