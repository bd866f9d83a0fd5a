import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@postrider/testing';
import { announce } from './configuration/outbox.js';
import { Notifications, notify, type Channel } from './notifications.js';
import { Scene } from './testing/scene.js';

describe('notifications', () => {
  let scene: Scene;
  let listening: Notifications | undefined;
  let heard: string[] = [];

  beforeAll(async () => {
    scene = await Scene.open();
  });
  afterAll(() => scene.close());
  afterEach(async () => {
    await listening?.stop();
    heard = [];
  });

  const listen = async (...channels: Channel[]): Promise<void> => {
    listening = new Notifications(
      scene.url,
      channels,
      (channel, payload) => heard.push(`${channel} ${payload}`),
      scene.clock,
      scene.log,
    );
    listening.start();
    await eventually('the listener to be there', () => heard.length === channels.length);
  };
  /** What comes after this was said, nothing before it is still to come. */
  const said = async (word: string): Promise<void> => {
    await notify(scene.sql, 'postrider_outbox', word);
    await eventually(`"${word}" to be heard`, () => heard.includes(`postrider_outbox ${word}`));
  };

  it('have a listener look for itself when it begins', async () => {
    await listen('postrider_outbox', 'postrider_relayed');
    expect(heard).toEqual(['postrider_outbox ', 'postrider_relayed ']);
  });

  it('are heard once for each commit, and not at all when that does not come', async () => {
    await listen('postrider_outbox');
    await scene.sql.transaction(async (statements) => {
      await announce(statements, 'endpoint', ['one', 'two']);
      await announce(statements, 'tenant', ['acme']);
    });
    const undone = scene.sql.transaction(async (statements) => {
      await announce(statements, 'endpoint', ['three']);
      throw new TypeError('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await said('end');
    expect(heard).toEqual(['postrider_outbox ', 'postrider_outbox ', 'postrider_outbox end']);
  });

  it('of other channels are not heard', async () => {
    await listen('postrider_outbox');
    await notify(scene.sql, 'postrider_jobs', 'job');
    await said('end');
    expect(heard).toEqual(['postrider_outbox ', 'postrider_outbox end']);
  });

  it('are heard again after the connection was cut, and the listener looks for what it missed', async () => {
    await listen('postrider_outbox', 'postrider_jobs');
    for (let cuts = 1; cuts <= 2; cuts++) {
      heard = [];
      await scene.terminate(await scene.connections('listen %'));
      await eventually('the listener to be back', () => heard.length >= 2);
      expect(heard).toEqual(['postrider_outbox ', 'postrider_jobs ']);
      await said(`after cut ${cuts}`);
    }
  });

  it('are no longer listened to after a stop', async () => {
    await listen('postrider_outbox');
    const connections = await scene.connections('listen %');
    await listening?.stop();
    await eventually('the connection to be closed', async () => {
      const left = await scene.sql.query('select pid from pg_stat_activity where pid = any($1)', [connections]);
      return left.length === 0;
    });
    await notify(scene.sql, 'postrider_outbox', 'unheard');
    expect(heard).toEqual(['postrider_outbox ']);
  });

  it('leave no connection behind when the listener is stopped while it connects', async () => {
    const { hostname, port } = new URL(scene.url);
    const way = createServer((socket) => void socket.pipe(connect(Number(port), hostname)).pipe(socket));
    await once(way.listen(0, '127.0.0.1'), 'listening');
    const url = new URL(scene.url);
    url.port = String((way.address() as AddressInfo).port);
    const early = new Notifications(url.href, ['postrider_outbox'], () => heard.push('early'), scene.clock, scene.log);
    early.start();
    const [socket] = (await once(way, 'connection')) as [Socket];
    await early.stop();
    await once(socket, 'close');
    expect(heard).toEqual([]);
    way.close();
  });
});
