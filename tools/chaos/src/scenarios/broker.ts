import { Refused } from '@postrider/outside';
import { eventually } from '@postrider/testing';
import type { Scenario } from '../scenario.js';

/** 5 s of patience with Kafka, and what a busy machine needs. */
const REFUSED_WITHIN_MS = 10_000;

const brokerKill: Scenario = {
  name: 'broker-kill',
  what: 'kill -9 of the Kafka broker, started again after a while',
  promise: 'Publishers get 503 with `retry-after` meanwhile, within 10 s, and never a false 202.',
  seconds: { long: 20, short: 4 },
  watchSeconds: 5,
  inflict: async (scene) => {
    await scene.anyMoment();
    await scene.expectRepeats();
    await scene.stack.kafka.kill();
    await eventually('publishers to be refused', () => scene.traffic.notAccepted.length > 0, 30_000);
    await scene.lasts();
    await scene.stack.kafka.start();
    return () => {
      const refusals = scene.traffic.notAccepted;
      const wrong = refusals.filter(
        ({ error, atMs, tookMs }) =>
          !(error instanceof Refused && error.code === 'unavailable' && error.status === 503) ||
          !(Number(error.headers.get('retry-after')) > 0) ||
          tookMs - scene.lostMs(atMs - tookMs, atMs) > REFUSED_WITHIN_MS,
      );
      const [first] = wrong;
      scene.check(
        'whoever isn’t accepted is told 503, unavailable, with retry-after, within 10 s',
        wrong.length === 0,
        first
          ? `${wrong.length} of ${refusals.length} not: ${String(first.error)} after ${first.tookMs} ms`
          : `${refusals.length}`,
      );
      return Promise.resolve();
    };
  },
};

/** What happens to Kafka. */
export const broker: readonly Scenario[] = [brokerKill];
