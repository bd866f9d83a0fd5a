import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeadLetter } from '@postrider/schemas';
import { NOW, endpointRow, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { EndpointRepository } from './endpoints.repository.js';
import { untoldEvents } from './operational-events.js';
import { TenantRepository } from './tenants.repository.js';
import { noteDeadLetters, tellOfDeadLetters } from './untold-dead-letters.js';

const at = (seconds: number): string => new Date(NOW.getTime() + seconds * 1000).toISOString();

describe('dead letters', () => {
  let scene: Scene;
  const [ours, theirs] = [endpointRow('acme'), endpointRow('postrider')];

  beforeAll(async () => {
    scene = await Scene.open();
    await new TenantRepository(scene.database).put(tenantOf('acme'), NOW);
    const endpoints = new EndpointRepository(scene.database);
    for (const row of [ours, theirs]) await endpoints.create(row, [], 'sealed');
  });
  afterAll(() => scene.close());

  const letter = (endpoint: string, delivery: string, seconds: number): DeadLetter => ({
    ...{ delivery, tenant: 'acme', event: 'evt_1', eventType: 'order.created', endpoint },
    ...{ acceptedAt: at(0), reason: 'exhausted', at: at(seconds), attempts: 1 },
  });
  const note = (seconds: number, ...letters: DeadLetter[]) =>
    noteDeadLetters(scene.sql, letters, Date.parse(at(seconds)));
  const tell = (seconds: number) =>
    scene.sql.transaction((statements) => tellOfDeadLetters(statements, Date.parse(at(seconds))));
  const told = async () => (await untoldEvents(scene.sql, 100)).map(({ type, data }) => ({ type, data }));

  it('are told of an endpoint once a minute, however many there are', async () => {
    await note(1, letter(ours.id, 'dlv_2', 2), letter(ours.id, 'dlv_1', 1));
    for (let second = 2; second < 60; second++) {
      await note(second, letter(ours.id, `dlv_${second}`, second));
      await tell(second);
    }
    expect(await told()).toEqual([]);
    await tell(61);
    const about = { tenant: 'acme', endpoint: ours.id, url: 'https://example.com/hooks' };
    const first = {
      type: 'postrider.delivery.dead',
      data: { ...about, count: 60, since: at(1), until: at(59), delivery: 'dlv_59' },
    };
    expect(await told()).toEqual([first]);
    await tell(3600);
    expect(await told()).toEqual([first]);
    await note(3600, letter(ours.id, 'dlv_61', 3600));
    await tell(3660);
    expect(await told()).toMatchObject([first, { data: { count: 1, delivery: 'dlv_61' } }]);
  });

  it('are told of no endpoint that is gone or the platform’s own, and are forgotten all the same', async () => {
    await scene.empty('operational_events');
    await note(1, letter('ep_gone', 'dlv_1', 1), letter(theirs.id, 'dlv_2', 1));
    await tell(100);
    expect(await told()).toEqual([]);
    expect(await scene.sql.query('select from untold_dead_letters')).toEqual([]);
  });
});
