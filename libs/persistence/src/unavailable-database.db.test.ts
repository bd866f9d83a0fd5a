import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@postrider/testing';
import { Unavailable } from '@postrider/time';
import type { EntityManager } from 'typeorm';
import { Database } from './database.js';
import { EventTypeRow } from './entities/configuration.entity.js';
import { statementsOf } from './statements-of.js';
import { Scene } from './testing/scene.js';
import { asUnavailable, isDatabaseFault, refusesValues } from './unavailable-database.js';

/** What a fault comes to through both ways to the database. */
describe('a fault of the database', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
  });
  afterAll(() => scene.close());

  const urlWith = (change: (url: URL) => void): string => {
    const url = new URL(scene.url);
    change(url);
    return url.href;
  };
  const otherDatabase = async (url: string, statementTimeoutMs = 50_000): Promise<Database> => {
    const database = new Database({ url, connections: 1, statementTimeoutMs }, scene.clock, scene.log);
    scene.onClose(() => database.close());
    database.start();
    await eventually('the database to be connected', () =>
      database.use(() => Promise.resolve(true)).catch(() => undefined),
    );
    return database;
  };
  const backendOf = async (manager: EntityManager): Promise<number[]> =>
    (await statementsOf(manager).query<{ pid: number }>('select pg_backend_pid() as pid')).map(({ pid }) => pid);

  it('is passing when nobody answers at its address', async () => {
    const url = urlWith((to) => (to.port = '1'));
    const sql = scene.newSql(1, url);
    await expect(sql.query('select 1')).rejects.toThrow(Unavailable);
    await expect(sql.transaction(() => Promise.resolve())).rejects.toThrow(Unavailable);
    expect(sql.reachable).toBe(false);
    const database = new Database({ url, connections: 1, statementTimeoutMs: 100 }, scene.clock, scene.log);
    database.start();
    await expect(database.use((manager) => manager.query('select 1'))).rejects.toThrow(Unavailable);
    await database.close();
  });

  it('is passing when its connection is cut, during a statement and between two', async () => {
    const database = await otherDatabase(scene.url);
    const during = database.use((manager) => manager.query('select pg_advisory_lock(1), pg_sleep(60)'));
    const passing = expect(during).rejects.toThrow(Unavailable);
    await scene.terminate(await scene.connections('select pg_advisory_lock(1)%'));
    await passing;
    const between = database.transaction(async (manager) => {
      await scene.terminate(await backendOf(manager));
      await manager.findOneBy(EventTypeRow, { id: 'a' });
    });
    await expect(between).rejects.toThrow(Unavailable);
    expect(await database.use((manager) => manager.findOneBy(EventTypeRow, { id: 'a' }))).toBeNull();
  });

  it('is passing when a statement takes too long', async () => {
    const database = await otherDatabase(scene.url, 100);
    await expect(database.use((manager) => manager.query('select pg_sleep(60)'))).rejects.toThrow(Unavailable);
  });

  it('is passing when there are too many connections', async () => {
    const role = `limited_${randomUUID().replaceAll('-', '')}`;
    await scene.sql.query(`create role ${role} login password 'secret' connection limit 1`);
    const url = urlWith((to) => Object.assign(to, { username: role, password: 'secret' }));
    const sql = scene.newSql(2, url);
    const holder = await scene.transaction(sql);
    await expect(sql.query('select 1')).rejects.toMatchObject({ cause: { code: '53300' } });
    await expect(sql.query('select 1')).rejects.toThrow(Unavailable);
    await holder.commit();
    await scene.sql.query(`drop role ${role}`);
  });

  it('is passing when it only reads, as a standby does', async () => {
    const database = await otherDatabase(
      urlWith((to) => to.searchParams.set('options', '-c default_transaction_read_only=on')),
    );
    const written = database.use((manager) => manager.delete(EventTypeRow, { id: 'a' }));
    await expect(written).rejects.toThrow(Unavailable);
  });

  it('is passing when two transactions lock each other out, for the one that is ended', async () => {
    const one = await scene.transaction();
    const other = await scene.transaction();
    for (const open of [one, other]) await open.query("set local deadlock_timeout = '10ms'");
    await one.query('select pg_advisory_xact_lock(11)');
    await other.query('select pg_advisory_xact_lock(12)');
    const both = [one.query('select pg_advisory_xact_lock(12)'), other.query('select pg_advisory_xact_lock(11)')];
    const [failed] = (await Promise.allSettled(both)).filter(({ status }) => status === 'rejected');
    expect(failed).toMatchObject({ reason: { cause: { code: '40P01' } } });
    expect((failed as PromiseRejectedResult).reason).toBeInstanceOf(Unavailable);
    await Promise.all([one.commit(), other.commit()]);
  });

  it.each([
    ['a full disk', '53100'],
    ['memory that ran out', '53200'],
    ['a shut-down', '57P01'],
    ['a crash of another connection', '57P02'],
    ['a server that starts', '57P03'],
    ['a conflict between transactions', '40001'],
    ['a file that cannot be read', '58030'],
    ['a lock that is not to be waited for', '55P03'],
    ['a password that is no longer right', '28P01'],
    ['a database that is being restored', '3D000'],
  ])('is passing for %s', async (_, code) => {
    const text = `do $$ begin raise exception using errcode = '${code}'; end $$`;
    await expect(scene.sql.query(text)).rejects.toThrow(Unavailable);
    await expect(scene.database.use((manager) => manager.query(text))).rejects.toThrow(Unavailable);
  });

  it.each([
    [
      'a row that is there already',
      `insert into event_types values ('a', null, null, null, false, now(), now()), ('a', null, null, null, false, now(), now())`,
    ],
    ['a value that cannot be kept', `select 1/0`],
    ['a statement that is none', 'selekt 1'],
    ['a table that is missing', 'select * from nowhere'],
    ['what a role may not do', `do $$ begin raise exception using errcode = '42501'; end $$`],
  ])('is none for %s: the error stays as it is', async (_, text) => {
    const error: unknown = await scene.sql.query(text).catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(Unavailable);
    expect(error).toHaveProperty('code', expect.stringMatching(/^(22|23|42)/));
    const through: unknown = await scene.database
      .use((manager) => manager.query(text))
      .catch((thrown: unknown) => thrown);
    expect(through).not.toBeInstanceOf(Unavailable);
  });

  it('is none for an error of ours, whatever its kind', async () => {
    class Refused extends Error {}
    const refused = new Refused('no');
    expect(asUnavailable(refused)).toBe(refused);
    const faulty = new TypeError('a bug');
    expect(asUnavailable(faulty)).toBe(faulty);
    await expect(scene.database.transaction(() => Promise.reject(refused))).rejects.toBe(refused);
    await expect(scene.sql.transaction(() => Promise.reject(refused))).rejects.toBe(refused);
    expect(asUnavailable('text')).toBe('text');
  });

  it('that is known as passing is not wrapped again', async () => {
    const passing = new Unavailable('Kafka is away');
    expect(asUnavailable(passing)).toBe(passing);
    await expect(scene.database.transaction(() => Promise.reject(passing))).rejects.toBe(passing);
  });

  it.each([
    ['a text that no column takes', `select chr(0)`, '54000', true],
    ['a number that is too large', `select 99999999999::int`, '22003', true],
    [
      'a row that is there already',
      `insert into event_types (id, deprecated, created_at, updated_at) select 'b', false, now(), now() from generate_series(1, 2)`,
      '23505',
      true,
    ],
    ['a table that is missing', 'select * from nowhere', '42P01', false],
    ['what a role may not do', `do $$ begin raise exception using errcode = '42501'; end $$`, '42501', false],
  ])('blames the values for what they are alone: %s', async (_, text, code, values) => {
    const error: unknown = await scene.sql.query(text).catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty('code', code);
    expect(refusesValues(error)).toBe(values);
    expect(isDatabaseFault(error)).toBe(true);
  });

  it('that passes, or that is ours, blames neither values nor statement', async () => {
    const disk = `do $$ begin raise exception using errcode = '53100'; end $$`;
    const passing: unknown = await scene.sql.query(disk).catch((thrown: unknown) => thrown);
    for (const error of [passing, new TypeError('a bug'), 'text']) {
      expect(refusesValues(error)).toBe(false);
      expect(isDatabaseFault(error)).toBe(false);
    }
  });
});
