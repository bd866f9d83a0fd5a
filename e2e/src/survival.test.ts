import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, Refused } from '@postrider/outside';
import { serviceNames, type Service, type ServiceName } from '@postrider/stack';
import { eventually } from '@postrider/testing';
import { ENDPOINTS, MAX_IN_FLIGHT, Traffic } from './outside/traffic.js';

jest.setTimeout(480_000);

const PER_SECOND = 300;
/** A kill repeats at most the attempts in flight and a second of traffic. */
const MOST_REPEATS = ENDPOINTS * MAX_IN_FLIGHT + PER_SECOND;

let postrider: Deployment;

beforeAll(async () => {
  postrider = await Deployment.start({ env: { RETRY_SCHEDULE_SECONDS: '1,1,2,2,5,5,10,10' } });
});
afterAll(() => postrider.stop());

/** Runs `harm` under a steady load, and holds what came of the load against what was acknowledged. */
async function expectNothingLost(mostRepeats: number, harm: (traffic: Traffic) => Promise<void>): Promise<Traffic> {
  const traffic = await Traffic.start({ receiver: postrider.receiver, tenant: () => postrider.tenant() }, PER_SECOND);
  try {
    await traffic.delivers(PER_SECOND);
    await harm(traffic);
    // Whatever was harmed takes part again.
    await traffic.acknowledges(PER_SECOND);
  } finally {
    await traffic.stop();
  }
  await traffic.settles();
  expect(traffic.senseless).toEqual([]);
  expect(traffic.repeats).toBeLessThanOrEqual(mostRepeats);
  return traffic;
}

/** What a service says of itself to those who would send it work. */
async function isReady({ address }: Service): Promise<boolean> {
  const answer = await fetch(`${address}/health/ready`);
  await answer.body?.cancel();
  return answer.status === 200;
}

const readiness = async (): Promise<Record<string, boolean>> =>
  Object.fromEntries(
    await Promise.all(postrider.stack.services.map(async (service) => [service.name, await isReady(service)] as const)),
  );

const ALL_READY = Object.fromEntries(serviceNames.map((name) => [name, true]));
const NONE_READY = Object.fromEntries(serviceNames.map((name) => [name, false]));

async function becomesReady(wanted: Readonly<Record<string, boolean>>): Promise<void> {
  let last: unknown;
  const look = async () => isDeepStrictEqual((last = await readiness()), wanted);
  await eventually('readiness', look, 60_000).catch(() => expect(last).toEqual(wanted));
}

describe('under 300 events a second, nothing that was acknowledged is lost', () => {
  it.each(serviceNames)('by kill -9 of %s', async (name) => {
    await expectNothingLost(MOST_REPEATS, async () => {
      const service = postrider.stack.service(name);
      await service.kill();
      await service.start();
    });
  });

  it('by SIGTERM of one service after another: each ends in order, and nothing is repeated', async () => {
    await expectNothingLost(0, async () => {
      for (const service of postrider.stack.services) {
        const askedAtMs = performance.now();
        const exit = await service.stop();
        expect([service.name, exit]).toEqual([service.name, { code: 0, signal: null }]);
        expect(performance.now() - askedAtMs).toBeLessThan(8000);
        await service.start();
      }
    });
  });

  it('by a broker that is killed: publishers get 503 meanwhile, and never a false 202', async () => {
    const { kafka } = postrider.stack;
    const { notAccepted } = await expectNothingLost(MOST_REPEATS, async (traffic) => {
      await kafka.kill();
      await eventually('publishers to be refused', () => traffic.notAccepted.length > 0);
      await becomesReady(NONE_READY);
      await kafka.start();
      await becomesReady(ALL_READY);
    });
    for (const { error, tookMs } of notAccepted) {
      if (!(error instanceof Refused)) throw error;
      expect([error.status, error.code]).toEqual([503, 'unavailable']);
      expect(Number(error.headers.get('retry-after'))).toBeGreaterThan(0);
      // 5 s of patience, and what a machine needs that others use too.
      expect(tookMs).toBeLessThan(8000);
    }
  });

  it('by a Postgres that hangs, and then is gone: events are accepted and delivered, and the log catches up', async () => {
    const { postgres } = postrider.stack;
    const tenant = await postrider.tenant();
    const { complaints } = await expectNothingLost(0, async (traffic) => {
      const fourSecondsGoOn = () =>
        Promise.all([traffic.acknowledges(4 * PER_SECOND), traffic.delivers(3 * PER_SECOND)]);
      const isRefused = async (method: string): Promise<void> => {
        const { problem, headers } = await tenant.client.ask('subscription', method, tenant.path('/endpoints'), {
          body: method === 'POST' ? { url: 'http://127.0.0.1:9/' } : undefined,
        });
        expect(problem).toMatchObject({ status: 503, code: 'unavailable' });
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      };
      postgres.pause();
      try {
        await Promise.all([fourSecondsGoOn(), isRefused('GET')]);
        await postgres.kill();
        await Promise.all([fourSecondsGoOn(), isRefused('POST')]);
        await becomesReady({ ...ALL_READY, 'retry-scheduler': false });
      } finally {
        await postgres.kill();
        await postgres.start();
      }
    });
    expect(complaints).toEqual([]);
    await becomesReady(ALL_READY);
  });

  it('with two dispatchers and two retry-schedulers, when the first of each is killed', async () => {
    const doubled: readonly ServiceName[] = ['dispatcher', 'retry-scheduler'];
    const others = await Promise.all(doubled.map((name) => postrider.replica(name)));
    try {
      await expectNothingLost(MOST_REPEATS, async () => {
        await Promise.all(doubled.map((name) => postrider.stack.service(name).kill()));
      });
    } finally {
      await Promise.all(others.map((service) => service.stop()));
    }
  });
});
