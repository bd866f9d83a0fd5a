import { execFile } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Deployment, PostriderClient, Tenant, type Received } from '@postrider/outside';
import { leasePort, repositoryRoot, type Service } from '@postrider/stack';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

const [old, fresh] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const NAMES = ['ingestion', 'subscription', 'dispatcher'] as const;

let postrider: Deployment;
/** Those that open or seal secrets, as they run at present. */
let running: readonly Service[] = [];

beforeAll(async () => {
  postrider = await Deployment.start({ env: { POSTRIDER_SECRET_KEY: old } });
  running = NAMES.map((name) => postrider.stack.service(name));
});
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()));
  await postrider.stop();
});

/** Runs them all with other keys instead; answers the tenant as it reaches them. */
async function turnTo(keys: string, { id, type }: Tenant): Promise<Tenant> {
  await Promise.all(running.map((service) => service.stop()));
  const started = NAMES.map((name) => postrider.replica(name, { POSTRIDER_SECRET_KEY: keys }));
  const [ingestion, subscription, dispatcher] = await Promise.all(started);
  if (!ingestion || !subscription || !dispatcher) throw new TypeError('a service is missing');
  running = [ingestion, subscription, dispatcher];
  const addresses = { ingestion: ingestion.address, subscription: subscription.address };
  return new Tenant(id, type, new PostriderClient(addresses, postrider.stack.adminKey));
}

const reseal = (keys: string, variables: Readonly<Record<string, string>> = {}) =>
  promisify(execFile)(process.execPath, [join(repositoryRoot, 'apps', 'subscription', 'dist', 'reseal.js')], {
    env: { ...postrider.stack.env, POSTRIDER_SECRET_KEY: keys, ...variables },
  });

it('a secret key is replaced: what it sealed is sealed again, and deliveries are signed and authorised as before', async () => {
  const before = await postrider.tenant();
  const mailbox = postrider.receiver.mailbox();
  const custom = { profile: 'custom', hash: 'sha256', encoding: 'hex', template: '{body}', header: 'x-theirs' };
  const settings = {
    headers: { 'x-token': 'very-secret' },
    auth: { type: 'basic', username: 'us', password: 'open sesame' },
    signing: [{ profile: 'v1' }, { profile: 'v1a' }, { ...custom, secret: 'theirs' }],
  };
  const once = { 'idempotency-key': 'once' };
  const endpoint = await before.register(mailbox, settings, once);
  const jwks = (tenant: Tenant) =>
    tenant.client.ask('subscription', 'GET', tenant.path(`/endpoints/${endpoint.id}/jwks.json`));
  const keys = (await jwks(before)).json;
  const expectWhole = ({ verified, headers, body }: Received) => {
    const theirs = createHmac('sha256', 'theirs').update(body).digest('hex');
    const authorization = `Basic ${Buffer.from('us:open sesame').toString('base64')}`;
    expect(headers).toMatchObject({ 'x-token': 'very-secret', 'x-theirs': theirs, authorization });
    expect(String(headers['webhook-signature'])).toMatch(/^v1,\S+ v1a,\S+$/);
    expect(verified).toBe(true);
  };
  expectWhole(await mailbox.arrival((await before.publish()).id));

  const between = await turnTo(`${fresh},${old}`, before);
  expectWhole(await mailbox.arrival((await between.publish()).id));
  const { stdout } = await reseal(`${fresh},${old}`);
  expect(stdout).toContain('reseal.completed');
  expect(stdout).not.toMatch(/sesame|theirs|very-secret/);

  const after = await turnTo(fresh, before);
  expectWhole(await mailbox.arrival((await after.publish()).id));
  expect(await after.secrets(endpoint.id)).toEqual({ secret: endpoint.secret, previous: [] });
  expect((await jwks(after)).json).toEqual(keys);
  expect(await after.register(mailbox, settings, once)).toEqual(endpoint);
  await expect(reseal(old)).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('unknown_key') });
  const nowhere = `postgres://postrider@127.0.0.1:${await leasePort()}/postrider`;
  await expect(reseal(old, { DATABASE_URL: nowhere })).rejects.toMatchObject({
    code: 3,
    stdout: expect.stringContaining('see that Postgres runs'),
  });
});
