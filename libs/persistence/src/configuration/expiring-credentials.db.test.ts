import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Scene } from '../testing/scene.js';
import { expiringCredentials } from './expiring-credentials.js';

const NOTICE_DAYS = 14;

describe('credentials that run out', () => {
  let scene: Scene;
  let made = 0;

  beforeAll(async () => {
    scene = await Scene.open();
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('tenants', 'api_keys'));

  /** A key that was made, expires and was last used so many days from now. */
  const key = (createdDays: number, expiresDays: number | null, usedDays: number | null) =>
    scene.sql.query(
      `insert into api_keys (id, name, hint, hash, scopes, created_at, expires_at, last_used_at)
       values ($1, 'a key', 'hint', $1, '{read}', now() + make_interval(days => $2), now() + make_interval(days => $3), now() + make_interval(days => $4))`,
      [`key_${++made}`, createdDays, expiresDays, usedDays],
    );
  const endpoint = (status: string, auth: object | null) =>
    scene.sql.query(
      `insert into endpoints (id, tenant, url, header_names, status, auth, created_at, updated_at)
       values ($1, 'acme', 'https://example.com', '{}', $2, $3, now(), now())`,
      [`ep_${++made}`, status, JSON.stringify(auth)],
    );
  const certificate = (days: number) => ({
    type: 'mtls',
    expiresAt: new Date(Date.now() + days * 86_400_000).toISOString(),
  });

  it('are keys in use that were made to last, and are counted before they do', async () => {
    await key(-90, 7, -1);
    expect(await expiringCredentials(scene.sql, NOTICE_DAYS)).toMatchObject({ apiKeys: 1 });
    await key(-90, null, -1);
    await key(-90, 60, -1);
    await key(-90, -1, -2);
    await key(-90, 7, -30);
    await key(-90, 7, null);
    await key(-1, 7, 0);
    expect(await expiringCredentials(scene.sql, NOTICE_DAYS)).toMatchObject({ apiKeys: 1 });
  });

  it('are certificates of enabled endpoints, also those that did already', async () => {
    await scene.sql.query(`insert into tenants (id, created_at, updated_at) values ('acme', now(), now())`);
    await endpoint('enabled', certificate(7));
    await endpoint('enabled', certificate(-7));
    await endpoint('enabled', certificate(60));
    await endpoint('disabled', certificate(7));
    await endpoint('enabled', { type: 'bearer', token: 'hidden' });
    await endpoint('enabled', null);
    expect(await expiringCredentials(scene.sql, NOTICE_DAYS)).toEqual({ apiKeys: 0, clientCertificates: 2 });
  });
});
