import { describe, expect, it } from '@jest/globals';
import type { EventTypeEntity } from '@postrider/schemas';
import { openVersion } from './open-version.js';

const typeWith = (versions: EventTypeEntity['versions'], archived?: true): EventTypeEntity => ({
  kind: 'event-type',
  id: 'order.created',
  versions,
  ...(archived && { archived }),
});

const chosen = (type: EventTypeEntity | undefined, named?: number) => {
  const found = openVersion('order.created', type, named);
  return found.kind === 'refused' ? found.code : [found.open.version, found.carried];
};

describe('the version that an event is taken in', () => {
  const [one, two, three] = [{ version: 1 }, { version: 2 }, { version: 30 }];
  const archived = true;

  it.each<[string, ReturnType<typeof chosen>, EventTypeEntity | undefined, number | undefined]>([
    ['the one that there is, and the event doesn’t say so', [1, undefined], typeWith([one]), undefined],
    ['the one that there is, and the event says so where its publisher did', [1, 1], typeWith([one]), 1],
    ['the latest of several, and the event says so', [30, 30], typeWith([one, two, three]), undefined],
    ['the one that is named', [2, 2], typeWith([one, two, three]), 2],
    ['the latest that isn’t archived', [2, 2], typeWith([one, two, { ...three, archived }]), undefined],
    ['none that there isn’t', 'unknown_version', typeWith([one, three]), 2],
    ['none that is archived', 'archived', typeWith([{ ...one, archived }, two]), 1],
    ['none where all are archived', 'archived', typeWith([{ ...one, archived }]), undefined],
    ['none of a type that is archived', 'archived', typeWith([one, two], true), 2],
    ['none of a type that there isn’t', 'unknown_event_type', undefined, 1],
  ])('is %s', (_what, expected, type, named) => {
    expect(chosen(type, named)).toEqual(expected);
  });

  it('is named in a refusal among those that there are, the newest first and ten at most', () => {
    const versions = Array.from({ length: 12 }, (_, index) => ({ version: index + 1 }));
    expect(openVersion('a', typeWith(versions), 50)).toMatchObject({
      detail: 'a has no version 50; it has 12, 11, 10, 9, 8, 7, 6, 5, 4, 3.',
    });
  });
});
