import { describe, expect, it } from '@jest/globals';
import { Metrics } from '@postrider/observability';
import { FIRST_TURN, mintId, type EndpointEntity } from '@postrider/schemas';
import { ManualClock } from '@postrider/time';
import fc from 'fast-check';
import type { DeliveryJob } from './delivery-job.js';
import type { TurnEnd } from './dispatch.js';
import { EndpointQueues, type Attempts, type QueueLimits } from './endpoint-queues.js';

type Limits = Pick<EndpointEntity, 'status' | 'maxInFlight' | 'rateLimit'>;

const REPORTED: TurnEnd = { leaveAloneMs: 0, reported: Promise.resolve() };

interface Parked {
  readonly job: DeliveryJob;
  readonly reason: string;
  readonly delayMs: number;
}

/** Makes attempts that end when a test says so, and keeps account of them. */
class ScriptedAttempts implements Attempts {
  readonly started: {
    readonly job: DeliveryJob;
    readonly atMs: number;
    end: (how?: Partial<TurnEnd>) => void;
    cut: () => void;
  }[] = [];
  readonly parked: Parked[] = [];
  readonly inFlight = new Map<string, number>();
  mostAtOnce = 0;

  constructor(
    private readonly clock: ManualClock,
    /** Ends attempts by themselves after so long. */
    private readonly takesMs?: number,
  ) {}

  run(job: DeliveryJob): Promise<TurnEnd | undefined> {
    const { endpoint } = job.ref;
    this.inFlight.set(endpoint, (this.inFlight.get(endpoint) ?? 0) + 1);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.total);
    return new Promise((resolve) => {
      const finish = (end: TurnEnd | undefined): void => {
        this.inFlight.set(endpoint, (this.inFlight.get(endpoint) ?? 0) - 1);
        resolve(end);
      };
      this.started.push({
        job,
        atMs: this.clock.monotonic(),
        end: (how) => finish({ ...REPORTED, ...how }),
        cut: () => finish(undefined),
      });
      if (this.takesMs !== undefined) this.clock.after(this.takesMs, () => finish(REPORTED));
    });
  }

  park(job: DeliveryJob, reason: string, delayMs: number): TurnEnd {
    this.parked.push({ job, reason, delayMs });
    return REPORTED;
  }

  get total(): number {
    return [...this.inFlight.values()].reduce((sum, count) => sum + count, 0);
  }
}

function jobFor(endpoint: string, trigger: 'first' | 'retry' = 'first'): DeliveryJob {
  const meta = {
    tenant: 'acme',
    id: 'evt_1',
    type: 'a',
    timestamp: '2026-01-01T00:00:00.000Z',
    acceptedAt: '2026-01-01T00:00:00.000Z',
    idChosen: false,
  };
  return {
    ref: {
      id: mintId('dlv', 1),
      tenant: 'acme',
      event: 'evt_1',
      eventType: 'a',
      acceptedAt: meta.acceptedAt,
      endpoint,
    },
    turn: { ...FIRST_TURN, trigger },
    event: { meta, data: Buffer.from('{}') },
  };
}

function scene(endpoints: Record<string, Partial<Limits>>, limits: Partial<QueueLimits> = {}, takesMs?: number) {
  const clock = new ManualClock();
  const attempts = new ScriptedAttempts(clock, takesMs);
  const known = { endpoint: (id: string): Limits => ({ status: 'enabled', ...endpoints[id] }) };
  const queues = new EndpointQueues(
    known,
    attempts,
    clock,
    { concurrency: 100, waitingPerEndpoint: 1000, ...limits },
    new Metrics('test'),
  );
  return { clock, attempts, queues };
}

describe('the queues of endpoints', () => {
  it('never have more under way than an endpoint or the process allows, and get through everything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 80 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 8 }),
        async (endpoints, maxInFlight, concurrency) => {
          const { clock, attempts, queues } = scene(
            { a: { maxInFlight }, b: { maxInFlight: 1 }, c: {} },
            { concurrency },
            10,
          );
          const done = endpoints.map((endpoint) => queues.push(jobFor(endpoint)));
          for (let step = 0; step < endpoints.length + 1; step++) {
            expect(attempts.inFlight.get('a') ?? 0).toBeLessThanOrEqual(maxInFlight);
            expect(attempts.inFlight.get('b') ?? 0).toBeLessThanOrEqual(1);
            await clock.advance(10);
          }
          expect(attempts.mostAtOnce).toBeLessThanOrEqual(concurrency);
          await Promise.all(done);
          expect(attempts.started).toHaveLength(endpoints.length);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('serve endpoints in turn, however much one of them has', async () => {
    const { clock, attempts, queues } = scene({}, { concurrency: 1 }, 10);
    for (let count = 0; count < 20; count++) void queues.push(jobFor('busy'));
    void queues.push(jobFor('quiet'));
    await clock.advance(30);
    expect(attempts.started.slice(0, 3).map(({ job }) => job.ref.endpoint)).toContain('quiet');
  });

  it('take first attempts before all others', async () => {
    const { clock, attempts, queues } = scene({ a: { maxInFlight: 1 } }, {}, 10);
    for (const trigger of ['retry', 'retry', 'first', 'retry', 'first'] as const)
      void queues.push(jobFor('a', trigger));
    await clock.advance(100);
    expect(attempts.started.map(({ job }) => job.turn.trigger)).toEqual(['retry', 'first', 'first', 'retry', 'retry']);
  });

  it('keep to an endpoint’s rate, starting with nothing saved up, and hold up no other meanwhile', async () => {
    const { clock, attempts, queues } = scene({ slow: { rateLimit: { perSecond: 2, burst: 3 } } }, {}, 1);
    for (let count = 0; count < 40; count++) void queues.push(jobFor('slow'));
    void queues.push(jobFor('other'));
    await clock.advance(10_000);
    const times = attempts.started.filter(({ job }) => job.ref.endpoint === 'slow').map(({ atMs }) => atMs);
    expect(times.length).toBeGreaterThanOrEqual(19);
    for (const [index, fromMs] of times.entries()) {
      const inWindow = times.filter((atMs) => atMs >= fromMs && atMs <= fromMs + 3000).length;
      expect({ index, inWindow }).toEqual({ index, inWindow: Math.min(inWindow, 2 * 3 + 3) });
    }
    expect(times[0]).toBe(500);
    expect(attempts.started.find(({ job }) => job.ref.endpoint === 'other')?.atMs).toBe(0);
  });

  it('keep a fast endpoint’s burst in memory, and park what an endpoint that has stopped answering would get too late', async () => {
    const { clock, attempts, queues } = scene({ a: { maxInFlight: 1 } });
    void queues.push(jobFor('a'));
    await clock.advance(0);
    for (let count = 0; count < 10; count++) void queues.push(jobFor('a'));
    expect(attempts.parked).toHaveLength(0);
    await clock.advance(1600);
    void queues.push(jobFor('a'));
    expect(attempts.parked).toHaveLength(1);
    expect(attempts.parked[0]).toMatchObject({ reason: 'backlog' });
    expect(attempts.parked[0]?.delayMs).toBeGreaterThanOrEqual(15_000);
    attempts.started[0]?.end();
    for (let answered = 1; answered < 12; answered++) {
      await clock.advance(1);
      attempts.started[answered]?.end();
    }
    await clock.advance(1);
    void queues.push(jobFor('a'));
    expect(attempts.parked).toHaveLength(1);
  });

  it('leave an endpoint alone that asked for it: for a moment in memory, for longer parked', async () => {
    const { clock, attempts, queues } = scene({ a: { maxInFlight: 1 } });
    void queues.push(jobFor('a'));
    void queues.push(jobFor('a'));
    await clock.advance(0);
    attempts.started[0]?.end({ leaveAloneMs: 2000 });
    await clock.advance(1999);
    expect(attempts.started).toHaveLength(1);
    await clock.advance(1);
    expect(attempts.started).toHaveLength(2);

    void queues.push(jobFor('a'));
    attempts.started[1]?.end({ leaveAloneMs: 3_600_000 });
    await clock.advance(0);
    expect(attempts.parked.map(({ reason, delayMs }) => ({ reason, delayMs }))).toEqual([
      { reason: 'rate_limited', delayMs: 3_600_000 },
    ]);
    await clock.advance(600_000);
    void queues.push(jobFor('a'));
    expect(attempts.parked.at(-1)).toMatchObject({ reason: 'rate_limited', delayMs: 3_000_000 });
  });

  it('say that a job is done only when its report is on Kafka, and never for one that a stop cut off', async () => {
    const { clock, attempts, queues } = scene({});
    let done = 0;
    let report: () => void = () => undefined;
    void queues.push(jobFor('a')).then(() => (done += 1));
    void queues.push(jobFor('b')).then(() => (done += 1));
    await clock.advance(0);
    attempts.started[0]?.end({ reported: new Promise((resolve) => (report = resolve)) });
    attempts.started[1]?.cut();
    await clock.advance(1000);
    expect(done).toBe(0);
    report();
    await clock.advance(0);
    expect(done).toBe(1);
  });

  it('start nothing more after a stop', async () => {
    const { clock, attempts, queues } = scene({ a: { maxInFlight: 1 } }, {}, 10);
    void queues.push(jobFor('a'));
    void queues.push(jobFor('a'));
    await clock.advance(0);
    queues.stop();
    await clock.advance(1000);
    expect(attempts.started).toHaveLength(1);
    expect(queues.inFlight).toBe(0);
  });

  it('fail a job whose attempt could not even be made', async () => {
    const { queues, attempts } = scene({});
    attempts.run = () => Promise.reject(new TypeError('a bug'));
    await expect(queues.push(jobFor('a'))).rejects.toThrow('a bug');
    expect(queues.inFlight).toBe(0);
  });
});
