import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Scene } from '../testing/scene.js';
import {
  announce,
  forgetSent,
  markSent,
  outboxBacklog,
  resendRecent,
  sentAmong,
  unsentChanges,
  type AnnouncedChange,
} from './outbox.js';

const keysOf = (changes: readonly AnnouncedChange[]): string[] => changes.map(({ key }) => key);

describe('the outbox', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('registry_outbox'));

  const announced = async (...ids: string[]): Promise<AnnouncedChange[]> => {
    const changes: AnnouncedChange[] = [];
    for (const id of ids)
      changes.push(...(await scene.sql.transaction((statements) => announce(statements, 'endpoint', [id]))));
    return changes;
  };

  /** As if it had been announced so long ago. */
  const age = (key: string, minutes: number): Promise<unknown> =>
    scene.sql.query('update registry_outbox set changed_at = now() - make_interval(mins => $2) where key = $1', [
      key,
      minutes,
    ]);

  it('gives the versions of an entity in the order in which its changes are committed', async () => {
    await scene.sql.query('create table commits (key text primary key, count int not null)');
    const entities = ['a', 'b', 'c'];
    await scene.sql.query('insert into commits select unnest($1::text[]), 0', [entities.map((id) => `endpoint:${id}`)]);
    const seen = new Map<string, [number, number][]>();
    const change = async (ids: readonly string[]): Promise<void> => {
      const counted = await scene.sql.transaction(async (statements) => {
        const changes = await announce(statements, 'endpoint', ids);
        // Under the announcement's locks: who counts first commits first.
        const counts = await statements.query<{ key: string; count: number }>(
          'update commits set count = count + 1 where key = any($1) returning key, count',
          [keysOf(changes)],
        );
        return changes.map(
          ({ key, version }) => [key, counts.find((row) => row.key === key)?.count ?? 0, version] as const,
        );
      });
      for (const [key, count, version] of counted) seen.set(key, [...(seen.get(key) ?? []), [count, version]]);
    };
    await Promise.all(
      Array.from({ length: 20 }, async (_, worker) => {
        for (let turn = 0; turn < 10; turn++) {
          const order = worker % 2 === 0 ? entities : entities.toReversed();
          await change(order.slice(0, 1 + ((worker + turn) % 3)));
        }
      }),
    );
    for (const changes of seen.values()) {
      const versions = changes.sort(([one], [other]) => one - other).map(([, version]) => version);
      expect(changes.map(([count]) => count)).toEqual(changes.map((_, index) => index + 1));
      expect(versions).toEqual(versions.toSorted((one, other) => one - other));
      expect(new Set(versions).size).toBe(versions.length);
    }
    expect([...seen.values()].flat()).toHaveLength(
      Array.from({ length: 200 }, (_, call) => 1 + ((Math.floor(call / 10) + (call % 10)) % 3)).reduce((a, b) => a + b),
    );
  });

  it('names what was not sent, oldest change first, as long as it was not', async () => {
    const [first, second] = await announced('one', 'two');
    expect(await unsentChanges(scene.sql, 10)).toEqual([first, second]);
    expect(await unsentChanges(scene.sql, 1)).toEqual([first]);
    const [again] = await announced('one');
    expect(again?.version).toBeGreaterThan(second?.version ?? 0);
    expect(await unsentChanges(scene.sql, 10)).toEqual([second, again]);
    expect((await outboxBacklog(scene.sql)).count).toBe(2);
    await markSent(
      scene.sql,
      [second, again].flatMap((change) => change ?? []),
    );
    expect(await unsentChanges(scene.sql, 10)).toEqual([]);
    expect(await outboxBacklog(scene.sql)).toEqual({ count: 0, oldestSeconds: 0 });
  });

  it('has a change still to be sent when it came while an older version was sent', async () => {
    const older = await announced('one');
    const newer = await announced('one');
    await markSent(scene.sql, older);
    expect(await unsentChanges(scene.sql, 10)).toEqual(newer);
    expect(await sentAmong(scene.sql, [...older, ...newer])).toEqual(older);
    await markSent(scene.sql, newer);
    // What a relay before says late takes nothing back.
    await markSent(scene.sql, older);
    expect(await unsentChanges(scene.sql, 10)).toEqual([]);
    expect(await sentAmong(scene.sql, [...older, ...newer])).toEqual([...older, ...newer]);
  });

  it('says how long the oldest unsent change has waited', async () => {
    await announced('one', 'two');
    await age('endpoint:one', 3);
    const { count, oldestSeconds } = await outboxBacklog(scene.sql);
    expect(count).toBe(2);
    expect(oldestSeconds).toBeGreaterThan(179);
    expect(oldestSeconds).toBeLessThan(200);
  });

  it('has sent again what changed of late, and nothing else', async () => {
    const changes = await announced('old', 'recent', 'unsent');
    await markSent(scene.sql, changes.slice(0, 2));
    await age('endpoint:old', 11);
    expect(await resendRecent(scene.sql, 10)).toBe(1);
    expect(keysOf(await unsentChanges(scene.sql, 10))).toEqual(['endpoint:recent', 'endpoint:unsent']);
  });

  it('forgets what was sent and is old; what is forgotten counts as sent', async () => {
    const changes = await announced('sent', 'unsent', 'recent');
    await markSent(
      scene.sql,
      changes.filter(({ key }) => key !== 'endpoint:unsent'),
    );
    await age('endpoint:sent', 21);
    await age('endpoint:unsent', 21);
    expect(await forgetSent(scene.sql, 20)).toBe(1);
    expect(keysOf(await sentAmong(scene.sql, changes))).toEqual(['endpoint:sent', 'endpoint:recent']);
    const [again] = await announced('sent');
    expect(again?.version).toBeGreaterThan(Math.max(...changes.map(({ version }) => version)));
  });

  it('announces nothing for nothing, and a key that is given twice once', async () => {
    expect(await announce(scene.sql, 'endpoint', [])).toEqual([]);
    expect(keysOf(await announce(scene.sql, 'endpoint', ['one', 'two', 'one']))).toEqual([
      'endpoint:one',
      'endpoint:two',
    ]);
  });

  it('lets the relay mark what it sent while a transaction announces more of it', async () => {
    const endpoints = await announced('one');
    const tenants = await scene.sql.transaction((statements) => announce(statements, 'tenant', ['acme']));
    // As deleting a tenant does: endpoints first, then the tenant.
    const deleting = await scene.transaction();
    await announce(deleting, 'endpoint', ['one']);
    const marked = markSent(scene.sql, [...tenants, ...endpoints]);
    await scene.waitersForLocks(1);
    await announce(deleting, 'tenant', ['acme']);
    await deleting.commit();
    await marked;
    expect(keysOf(await unsentChanges(scene.sql, 10))).toEqual(['endpoint:one', 'tenant:acme']);
  });
});
