import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { everyPage } from '../testing/every-page.js';
import { eventTypeOf, NOW } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { EventTypeRepository } from './event-types.repository.js';
import { unsentChanges } from './outbox.js';

const LATER = new Date(NOW.getTime() + 60_000);

describe('event types', () => {
  let scene: Scene;
  let types: EventTypeRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    types = new EventTypeRepository(scene.database);
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('event_types', 'registry_outbox'));

  it('are made by the first put and replaced by the next, with all but the time of their making', async () => {
    const full = {
      id: 'order.created',
      description: 'An order was made',
      schema: { type: 'object' },
      example: { amount: 1 },
      deprecated: true,
      redact: ['/data/card'],
    };
    const made = await types.put(full, NOW);
    expect(made).toMatchObject({ created: true, row: { ...full, createdAt: NOW, updatedAt: NOW } });
    expect(await types.find('order.created')).toEqual(made.row);
    const replaced = await types.put(eventTypeOf('order.created'), LATER);
    expect(replaced).toMatchObject({
      created: false,
      row: { ...eventTypeOf('order.created'), createdAt: NOW, updatedAt: LATER },
    });
    expect(await types.find('order.created')).toEqual(replaced.row);
    expect(await unsentChanges(scene.sql, 10)).toEqual(replaced.changes);
  });

  it.each([[true], [0], [''], [false], ['"quoted"'], [[null, 1]]])('keep an example as it is: %j', async (example) => {
    await types.put({ ...eventTypeOf('a'), example }, NOW);
    expect((await types.find('a'))?.example).toEqual(example);
  });

  it('are made once when several put the same at the same time', async () => {
    const puts = await Promise.all(Array.from({ length: 8 }, () => types.put(eventTypeOf('a'), NOW)));
    expect(puts.filter(({ created }) => created)).toHaveLength(1);
  });

  it('are announced when they go, once', async () => {
    await types.put(eventTypeOf('a'), NOW);
    const changes = await types.delete('a');
    expect(changes).toMatchObject([{ key: 'event-type:a' }]);
    expect(await unsentChanges(scene.sql, 10)).toEqual(changes);
    expect(await types.find('a')).toBeNull();
    expect(await types.delete('a')).toBeUndefined();
    expect(await unsentChanges(scene.sql, 10)).toEqual(changes);
  });

  it('are listed by name, each once, also while others are made', async () => {
    const names = ['b', 'd', 'f', 'h', 'j'];
    for (const id of names) await types.put(eventTypeOf(id), NOW);
    const adding = ['a', 'z'];
    const found = await everyPage(
      (page) => types.list(page),
      2,
      async () => {
        const id = adding.shift();
        if (id !== undefined) await types.put(eventTypeOf(id), NOW);
      },
    );
    // What is made before the place that was read up to isn't seen; what is made after it is.
    expect(found.map(({ id }) => id)).toEqual([...names, 'z']);
  });
});
