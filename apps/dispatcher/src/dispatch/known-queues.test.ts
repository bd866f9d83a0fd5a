import { describe, expect, it } from '@jest/globals';
import { Metrics } from '@postrider/observability';
import { FIRST_TURN } from '@postrider/schemas';
import type { DeliveryJob } from './delivery-job.js';
import { KnownQueues } from './known-queues.js';

const LIMITS = { waitingPerEndpoint: 10, waitingBytesPerEndpoint: 1000 };

function jobFor(endpoint: string): DeliveryJob {
  const at = '2026-01-01T00:00:00.000Z';
  return {
    ref: { id: 'dlv_1', tenant: 'acme', event: 'evt_1', eventType: 'a', acceptedAt: at, endpoint },
    turn: FIRST_TURN,
    event: {
      meta: { tenant: 'acme', id: 'evt_1', type: 'a', timestamp: at, acceptedAt: at, idChosen: false },
      data: Buffer.from('{}'),
    },
  };
}

function scene(restingKept: number) {
  const known = new KnownQueues(LIMITS, { nowMs: 0 }, () => 0, new Metrics('test'), restingKept);
  const visit = (endpoint: string): void => known.rest(known.of(jobFor(endpoint)));
  const resting = (): string[] => [...known.resting].map(({ id }) => id);
  return { known, visit, resting };
}

describe('the queues that are remembered', () => {
  it('are those that had something to send last, and no more than may be', () => {
    const { known, visit, resting } = scene(3);
    for (const endpoint of ['a', 'b', 'c', 'a', 'd']) visit(endpoint);
    expect(resting()).toEqual(['c', 'a', 'd']);
    known.of(jobFor('c'));
    visit('e');
    visit('f');
    expect([...known.active].map(({ id }) => id)).toEqual(['c']);
    expect(resting()).toEqual(['d', 'e', 'f']);
  });

  it('stay, however long ago, when they say that an endpoint is to be left alone', () => {
    const { known, visit, resting } = scene(2);
    const queue = known.of(jobFor('resting'));
    queue.add({
      job: jobFor('resting'),
      sinceMs: 0,
      done: () => undefined,
      failed: () => undefined,
      share: 'first',
      epoch: 0,
      startMs: 0,
      livedMs: 0,
    });
    const begun = queue.begin('unproven', true, 0);
    if (!begun) throw new Error('nothing began');
    queue.ended(begun, 'refusing', 60_000, { status: 'enabled' }, 0);
    queue.over(begun, 0);
    known.rest(queue);
    for (const endpoint of ['a', 'b', 'c', 'd', 'e']) visit(endpoint);
    expect(resting()).toContain('resting');
    expect(known.size).toBe(2);
  });
});
