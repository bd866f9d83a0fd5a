import { describe, expect, it } from '@jest/globals';
import { Metrics } from '@postrider/observability';
import { deliveryId, mintId, type AcceptedEvent, type PlannedDelivery, type Transform } from '@postrider/schemas';
import type { ScriptRun, TransformResult } from '@postrider/transform';
import { DeliveryTransforms } from './delivery-transforms.js';
import { SubscriptionTransforms } from './subscription-transforms.js';

const acceptedAt = '2026-01-01T00:00:00.000Z';
const event: AcceptedEvent = {
  meta: { tenant: 'acme', id: 'evt_1', type: 'order', timestamp: acceptedAt, acceptedAt, idChosen: false },
  data: Buffer.from('{"n":12345678901234567890}'),
};
const script = (code: string): Transform => ({ language: 'javascript', code });

/** A tenant with one endpoint for each transformation, and what they come to by their code. */
function scene(
  transforms: readonly (Transform | undefined)[],
  results: Record<string, TransformResult>,
  suspended = false,
) {
  const known = new SubscriptionTransforms();
  const deliveries = transforms.map((transform, place): PlannedDelivery => {
    const endpoint = `ep_${place}`;
    const subscription = mintId('sub', place);
    known.change(undefined, {
      kind: 'endpoint',
      id: endpoint,
      tenant: 'acme',
      url: 'https://example.com',
      status: 'enabled',
      secrets: [],
      subscriptions: [{ id: subscription, eventTypes: ['*'], ...(transform && { transform }), suspended }],
    });
    return { id: deliveryId('evt_1', acceptedAt, endpoint), endpoint, subscription };
  });
  const runs: ScriptRun[] = [];
  const transformer = {
    waiting: 0,
    run: (run: ScriptRun) => {
      runs.push(run);
      return Promise.resolve(results[run.transform.code] ?? ({ kind: 'dropped', durationMs: 1 } as const));
    },
  };
  return { deliveries, runs, transforms: new DeliveryTransforms(known, transformer, new Metrics('test')) };
}

describe('the transformations of an event’s deliveries', () => {
  it('cost nothing where there are none', () => {
    const { transforms, deliveries } = scene([undefined, undefined], {});
    expect(transforms.apply(event, deliveries)).toBeUndefined();
  });

  it('change those that have one, each as it says', async () => {
    const { transforms, deliveries, runs } = scene(
      [undefined, script('new'), script('same'), script('none'), script('bad'), script('new')],
      {
        new: { kind: 'transformed', body: '{"ü":1}', headers: { a: 'b' }, path: 'p', durationMs: 1 },
        same: { kind: 'transformed', durationMs: 1 },
        bad: { kind: 'failed', reason: 'error', message: 'oops', line: 3, durationMs: 1 },
      },
    );
    const after = await transforms.apply(event, deliveries);
    expect(after?.deliveries.map(({ change }) => change)).toEqual([
      undefined,
      { kind: 'transformed', hasBody: true, headers: { a: 'b' }, path: 'p' },
      { kind: 'transformed', hasBody: false },
      { kind: 'dropped' },
      { kind: 'failed', reason: 'error', message: 'line 3: oops' },
      { kind: 'transformed', hasBody: true, headers: { a: 'b' }, path: 'p' },
    ]);
    const [, first, , , , last] = deliveries;
    expect(after?.bodies).toEqual(new Map([first, last].map((one) => [one?.id, Buffer.from('{"ü":1}')])));
    // What two endpoints have in common runs once, with the data as it was published.
    expect(runs).toHaveLength(4);
    expect(runs[0]).toMatchObject({ tenant: 'acme', data: '{"n":12345678901234567890}', event: { id: 'evt_1' } });
  });

  it('are not run while they are suspended, and not sent when they would not go into a record', async () => {
    const idle = scene([script('new')], {}, true);
    expect(await idle.transforms.apply(event, idle.deliveries)).toMatchObject({
      deliveries: [{ change: { kind: 'failed', reason: 'suspended' } }],
    });
    expect(idle.runs).toEqual([]);
    const large = scene([script('new')], { new: { kind: 'transformed', body: 'x'.repeat(300_000), durationMs: 1 } });
    const data = Buffer.alloc(700 * 1024, '1');
    expect(await large.transforms.apply({ ...event, data }, large.deliveries)).toMatchObject({
      deliveries: [{ change: { kind: 'failed', reason: 'output' } }],
      bodies: new Map(),
    });
  });
});
