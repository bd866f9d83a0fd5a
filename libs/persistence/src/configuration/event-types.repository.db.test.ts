import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { everyPage } from '../testing/every-page.js';
import { allowed, eventTypeOf, NOW } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { EventTypeRepository, type EventTypeStanding } from './event-types.repository.js';
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

  const put = (id: string, given: Parameters<typeof eventTypeOf>[1] = {}, now = NOW) =>
    types.put(eventTypeOf(id, given), allowed, now);
  const version = (id: string, number: number, schema: object | null = null, now = NOW) =>
    types.put(
      { id, version: number, schema, example: null, about: { description: null, deprecated: false } },
      allowed,
      now,
    );
  const numbersOf = async (id: string) => (await types.find(id))?.versions;

  it('are made by the first put and replaced by the next, with all but the time of their making', async () => {
    const about = {
      description: 'An order was made',
      deprecated: true,
      compatibility: 'strict' as const,
      redact: ['/data/card'],
    };
    const made = await put('order.created', { type: about, schema: { type: 'object' }, example: { amount: 1 } });
    expect(made).toMatchObject({
      kind: 'done',
      created: true,
      rows: {
        type: { id: 'order.created', ...about, archived: false, createdAt: NOW, updatedAt: NOW },
        first: { version: 1, schema: { type: 'object' }, example: { amount: 1 } },
        versions: [1],
      },
    });
    expect(await types.find('order.created')).toEqual(made.kind === 'done' && made.rows);
    const replaced = await put('order.created', {}, LATER);
    expect(replaced).toMatchObject({
      created: false,
      rows: {
        type: { ...eventTypeOf('order.created').type, createdAt: NOW, updatedAt: LATER },
        first: { schema: null, example: null, createdAt: NOW },
      },
    });
    expect(await unsentChanges(scene.sql, 10)).toEqual(replaced.kind === 'done' && replaced.changes);
  });

  it.each([[true], [0], [''], [false], ['"quoted"'], [[null, 1]]])('keep an example as it is: %j', async (example) => {
    await put('a', { example });
    expect((await types.find('a'))?.first.example).toEqual(example);
  });

  it('are made once when several put the same at the same time', async () => {
    const puts = await Promise.all(Array.from({ length: 8 }, () => put('a')));
    expect(puts.filter((result) => result.kind === 'done' && result.created)).toHaveLength(1);
  });

  it('are announced when they go, once, with their versions', async () => {
    await put('a');
    await version('a', 2);
    const changes = await types.delete('a');
    expect(changes).toMatchObject([{ key: 'event-type:a' }]);
    expect(await unsentChanges(scene.sql, 10)).toEqual(changes);
    expect(await types.find('a')).toBeUndefined();
    expect(await types.findVersion('a', 2)).toBeNull();
    expect(await types.delete('a')).toBeUndefined();
    expect(await unsentChanges(scene.sql, 10)).toEqual(changes);
  });

  it('are listed by name, each once, also while others are made, and by whether they are archived', async () => {
    const names = ['b', 'd', 'f', 'h', 'j'];
    for (const id of names) await put(id);
    await version('d', 3);
    const adding = ['a', 'z'];
    const found = await everyPage(
      (page) => types.list(page),
      2,
      async () => {
        const id = adding.shift();
        if (id !== undefined) await put(id);
      },
    );
    // What is made before the place that was read up to isn't seen; what is made after it is.
    expect(found.map(({ type }) => type.id)).toEqual([...names, 'z']);
    expect(found.map(({ versions }) => versions)).toEqual([[1], [1, 3], [1], [1], [1], [1]]);
    await types.setArchived('f', true, LATER);
    const listed = async (archived: boolean) =>
      (await types.list({ limit: 9 }, { archived })).data.map(({ type }) => type.id);
    expect([await listed(true), await listed(false)]).toEqual([['f'], ['a', 'b', 'd', 'h', 'j', 'z']]);
  });

  it('have versions of a type that is there alone, each with what was said of it', async () => {
    expect(await version('a', 2)).toEqual({ kind: 'unknown' });
    await put('a', { schema: { type: 'object' } });
    expect(await version('a', 7, { type: 'string' })).toMatchObject({
      created: true,
      version: { version: 7, schema: { type: 'string' }, createdAt: NOW },
      changes: [{ key: 'event-type:a' }],
    });
    expect(await version('a', 2)).toMatchObject({ created: true });
    expect(await version('a', 7, null, LATER)).toMatchObject({
      created: false,
      version: { schema: null, createdAt: NOW, updatedAt: LATER },
    });
    expect(await numbersOf('a')).toEqual([1, 2, 7]);
    const about = { description: 'The first', deprecated: true };
    await types.put({ id: 'a', version: 1, schema: null, example: null, about }, allowed, NOW);
    // The type's own put leaves what was said of its version 1.
    await put('a', { schema: { type: 'array' } });
    expect(await types.findVersion('a', 1)).toMatchObject({ ...about, schema: { type: 'array' } });
  });

  it('show their versions to whoever judges a put, and stay as they are where that refuses', async () => {
    await put('a', { schema: { type: 'object' } });
    await version('a', 2);
    const seen: (EventTypeStanding | undefined)[] = [];
    const refuse = (standing: EventTypeStanding | undefined) => {
      seen.push(standing);
      return { refused: true };
    };
    expect(await types.put(eventTypeOf('a'), refuse, LATER)).toEqual({ kind: 'refused', judged: { refused: true } });
    expect(await types.put(eventTypeOf('b'), refuse, LATER)).toMatchObject({ kind: 'refused' });
    expect(seen[0]).toMatchObject({ type: { id: 'a' }, versions: [{ version: 1 }, { version: 2 }] });
    expect(seen[1]).toBeUndefined();
    expect(await types.standing('a')).toEqual(seen[0]);
    expect((await types.find('a'))?.first.schema).toEqual({ type: 'object' });
    expect(await types.find('b')).toBeUndefined();
  });

  it('are archived and brought back, whole or by version, and told of where that changes something', async () => {
    await put('a');
    await version('a', 2);
    expect(await types.setArchived('a', true, LATER)).toMatchObject({
      rows: { type: { archived: true, updatedAt: LATER } },
      changes: [{ key: 'event-type:a' }],
    });
    expect(await types.setArchived('a', true, LATER)).toMatchObject({ changes: [] });
    // A put isn't what brings it back.
    await put('a');
    expect((await types.find('a'))?.type.archived).toBe(true);
    expect(await types.setArchived('a', false, LATER)).toMatchObject({ rows: { type: { archived: false } } });
    expect(await types.setVersionArchived('a', 2, true, LATER)).toMatchObject({
      version: { archived: true },
      changes: [{ key: 'event-type:a' }],
    });
    expect(await types.setVersionArchived('a', 2, true, LATER)).toMatchObject({ changes: [] });
    await version('a', 2);
    expect((await types.listVersions('a', { limit: 9 }, { archived: true }))?.data).toMatchObject([{ version: 2 }]);
    expect(await types.setArchived('b', true, LATER)).toBeUndefined();
    expect(await types.setVersionArchived('a', 3, true, LATER)).toBeUndefined();
  });

  it('list their versions, oldest first, in pages', async () => {
    await put('a');
    for (const number of [30, 4, 200]) await version('a', number);
    const first = await types.listVersions('a', { limit: 3 });
    expect(first?.data.map((row) => row.version)).toEqual([1, 4, 30]);
    expect(first?.nextCursor).toBe('30');
    const second = await types.listVersions('a', { limit: 3, after: 30 });
    expect(second).toMatchObject({ data: [{ version: 200 }], nextCursor: null });
    expect(await types.listVersions('b', { limit: 3 })).toBeUndefined();
  });
});
