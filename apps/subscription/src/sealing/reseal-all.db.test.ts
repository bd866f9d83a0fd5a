import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLog, Metrics } from '@postrider/observability';
import { markSent, migrate, Sql, unsentChanges } from '@postrider/persistence';
import { mintId } from '@postrider/schemas';
import { parseSecretKeys, SecretBox } from '@postrider/secrets';
import { scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import { answerContext, endpointContext } from './contexts.js';
import { resealAll } from './reseal-all.js';

const boxOf = (...keys: readonly string[]): SecretBox => {
  const parsed = parseSecretKeys(keys.join(','));
  if (parsed.kind === 'refused') throw new TypeError('refused');
  return new SecretBox(parsed.keys);
};
const [older, newer, stranger] = [1, 2, 3].map(() => randomBytes(32).toString('base64')) as [string, string, string];
const [before, rotating, after] = [boxOf(older), boxOf(newer, older), boxOf(newer)];
const PARTS = ['headers', 'signing', 'auth', 'secret', 'key'] as const;

describe('what is sealed', () => {
  const clock = new SystemClock();
  const log = createLog('test', 'silent');
  let scratch: ScratchDatabase;
  let sql: Sql;

  beforeAll(async () => {
    scratch = await scratchDatabase();
    await migrate(scratch.url, clock);
    sql = new Sql({ url: scratch.url, connections: 4, statementTimeoutMs: 60_000 }, log, new Metrics('test'));
    await sql.query(`insert into tenants (id, created_at, updated_at) values ('acme', now(), now())`);
  });
  afterAll(async () => {
    await sql.close();
    await scratch.drop();
  });
  beforeEach(async () => {
    for (const table of ['endpoints', 'idempotency_keys', 'registry_outbox', 'audit_log'])
      await sql.query(`delete from ${table}`);
  });

  /** An endpoint with all that can be sealed of one. */
  const endpoint = async (box: SecretBox): Promise<string> => {
    const id = mintId('ep', clock.now());
    const [headers, signing, auth, secret, key] = PARTS.map((part) =>
      box.seal(`${part} of ${id}`, endpointContext(part, id)),
    );
    await sql.query(
      `insert into endpoints (id, tenant, url, header_names, sealed_headers, sealed_signing, sealed_auth, status, created_at, updated_at)
       values ($1, 'acme', 'https://example.com/', '{}', $2, $3, $4, 'enabled', now(), now())`,
      [id, headers, signing, auth],
    );
    await sql.query(
      `insert into endpoint_secrets (endpoint_id, kind, sealed, created_at) values ($1, 'symmetric', $2, now()), ($1, 'private', $3, now())`,
      [id, secret, key],
    );
    return id;
  };
  const answer = (box: SecretBox, key: string) =>
    sql.query(
      `insert into idempotency_keys (caller, key, request, status, sealed_body, created_at) values ('root', $1, 'r', 201, $2, now())`,
      [key, box.seal('an answer', answerContext('root', key))],
    );
  /** What a service with these keys reads of an endpoint. */
  const opened = async (box: SecretBox, id: string): Promise<readonly string[]> => {
    const [row] = await sql.query<Record<(typeof PARTS)[number], string>>(
      `select sealed_headers as headers, sealed_signing as signing, sealed_auth as auth,
         (select sealed from endpoint_secrets where endpoint_id = e.id and kind = 'symmetric') as secret,
         (select sealed from endpoint_secrets where endpoint_id = e.id and kind = 'private') as key from endpoints e where id = $1`,
      [id],
    );
    return PARTS.map((part) => {
      const found = box.open(row?.[part] ?? '', endpointContext(part, id));
      return found.kind === 'opened' ? found.plaintext : found.reason;
    });
  };
  const all = (id: string) => PARTS.map((part) => `${part} of ${id}`);
  const announced = async () => (await unsentChanges(sql, 100)).map(({ key }) => key);
  const reseal = (box = rotating) => resealAll({ sql, box, clock, log, atOnce: 2, registryPatienceMs: 0 });

  it('under an older key is sealed under the first, a few at a time, announced, and noted in the audit log', async () => {
    const ids = [await endpoint(before), await endpoint(before), await endpoint(before)];
    const settled = await endpoint(rotating);
    for (const key of ['a', 'b', 'c']) await answer(before, key);
    expect(await reseal()).toEqual({ kind: 'unsent', changes: 3 });
    // In the order of their ids, which those of one millisecond weren't made in.
    expect(await announced()).toEqual(ids.map((id) => `endpoint:${id}`).sort());
    for (const id of [...ids, settled]) expect(await opened(after, id)).toEqual(all(id));
    const answers = await sql.query<{ key: string; sealed_body: string }>(
      'select key, sealed_body from idempotency_keys',
    );
    for (const { key, sealed_body: sealed } of answers)
      expect(after.open(sealed, answerContext('root', key))).toMatchObject({ plaintext: 'an answer' });
    expect(await sql.query('select distinct operation, actor_id from audit_log')).toEqual([
      { operation: 'reseal', actor_id: 'postrider' },
    ]);
    await markSent(sql, await unsentChanges(sql, 100));
    expect(await reseal()).toEqual({ kind: 'done', values: 0 });
    expect(await announced()).toEqual([]);
  });

  it('by a key that nobody gave is told and left, and the rest is done', async () => {
    const lost = await endpoint(boxOf(stranger));
    const fine = await endpoint(before);
    await answer(boxOf(stranger), 'a');
    expect(await reseal()).toEqual({ kind: 'left', endpoints: 1, answers: 1 });
    expect(await opened(after, fine)).toEqual(all(fine));
    expect(await opened(boxOf(stranger), lost)).toEqual(all(lost));
    expect(await announced()).toEqual([`endpoint:${fine}`]);
  });

  it('and is being changed at the moment is waited for by nobody, and done a round later', async () => {
    const [busy, other] = [await endpoint(before), await endpoint(before)];
    let resealed: Promise<unknown> | undefined;
    await sql.transaction(async (statements) => {
      await statements.query('select from endpoints where id = $1 for update', [busy]);
      resealed = reseal();
      while ((await opened(after, other))[0] !== all(other)[0]) await clock.wait(20);
    });
    expect(await resealed).toEqual({ kind: 'unsent', changes: 2 });
    expect(await opened(after, busy)).toEqual(all(busy));
  });
});
