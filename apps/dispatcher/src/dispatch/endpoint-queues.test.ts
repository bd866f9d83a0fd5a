import { describe, expect, it } from '@jest/globals';
import { Metrics } from '@postrider/observability';
import { FIRST_TURN, mintId, type EndpointEntity, type EndpointFlow } from '@postrider/schemas';
import { ManualClock } from '@postrider/time';
import fc from 'fast-check';
import type { DeliveryJob } from './delivery-job.js';
import type { EndpointHealth } from './endpoint-health.js';
import { EndpointQueues, type Attempts, type Ended, type QueueLimits, type TurnEnd } from './endpoint-queues.js';

type Limits = Pick<EndpointEntity, 'status' | 'maxInFlight' | 'rateLimit'>;

const REPORTED: TurnEnd = { reported: Promise.resolve() };

interface Started {
  readonly job: DeliveryJob;
  readonly atMs: number;
  end: (health?: EndpointHealth, leaveAloneMs?: number, reported?: Promise<void>) => void;
  cut: () => void;
}

interface Parked {
  readonly job: DeliveryJob;
  readonly reason: string;
  readonly delayMs: number;
}

/** Makes attempts that end when a test says so, and keeps account of them. */
class ScriptedAttempts implements Attempts {
  readonly started: Started[] = [];
  readonly parked: Parked[] = [];
  /** What the log was told, in order. */
  readonly flows: EndpointFlow[] = [];
  readonly inFlight = new Map<string, number>();
  mostAtOnce = 0;

  constructor(
    private readonly clock: ManualClock,
    /** Ends attempts by themselves after so long, and how. */
    private readonly answer?: (
      endpoint: string,
    ) => { readonly takesMs: number; readonly health?: EndpointHealth } | undefined,
  ) {}

  run(job: DeliveryJob, ended: Ended): Promise<TurnEnd | undefined> {
    const { endpoint } = job.ref;
    this.inFlight.set(endpoint, (this.inFlight.get(endpoint) ?? 0) + 1);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.total);
    return new Promise((resolve) => {
      const over = (end: TurnEnd | undefined): void => {
        this.inFlight.set(endpoint, (this.inFlight.get(endpoint) ?? 0) - 1);
        resolve(end);
      };
      const end: Started['end'] = (health = 'well', leaveAloneMs = 0, reported = REPORTED.reported) => {
        this.#keep(ended(health, leaveAloneMs));
        over({ reported });
      };
      this.started.push({ job, atMs: this.clock.monotonic(), end, cut: () => over(undefined) });
      const answer = this.answer?.(endpoint);
      if (answer) this.clock.after(answer.takesMs, () => end(answer.health));
    });
  }

  park(job: DeliveryJob, reason: string, delayMs: number, flow?: EndpointFlow): TurnEnd {
    this.#keep(flow);
    this.parked.push({ job, reason, delayMs });
    return REPORTED;
  }

  /** The endpoints that were called, in order. */
  get called(): string[] {
    return this.started.map(({ job }) => job.ref.endpoint);
  }

  get total(): number {
    return [...this.inFlight.values()].reduce((sum, count) => sum + count, 0);
  }

  #keep(flow: EndpointFlow | undefined): void {
    if (flow) this.flows.push(flow);
  }
}

interface JobOptions {
  readonly trigger?: 'first' | 'retry';
  readonly tenant?: string;
  /** Released by the log; every retry is. */
  readonly released?: boolean;
}

function jobFor(
  endpoint: string,
  { trigger = 'first', tenant = 'acme', released = trigger !== 'first' }: JobOptions = {},
) {
  const timestamp = '2026-01-01T00:00:00.000Z';
  const meta = { tenant, id: 'evt_1', type: 'a', timestamp, acceptedAt: timestamp, idChosen: false };
  const origin = released ? undefined : { partition: 0, offset: 0 };
  const id = mintId('dlv', 1);
  return {
    ref: { id, tenant, event: 'evt_1', eventType: 'a', acceptedAt: timestamp, endpoint, origin },
    turn: { ...FIRST_TURN, trigger },
    event: { meta, data: Buffer.from('{}') },
  } satisfies DeliveryJob;
}

const LIMITS: QueueLimits = { total: 100, perTenant: 100, waitingPerEndpoint: 1000, waitingBytesPerEndpoint: 1e6 };

function scene(
  endpoints: Record<string, Partial<Limits>>,
  limits: Partial<QueueLimits> = {},
  answer?: ConstructorParameters<typeof ScriptedAttempts>[1],
) {
  const clock = new ManualClock();
  const attempts = new ScriptedAttempts(clock, answer);
  const known = { endpoint: (id: string): Limits => ({ status: 'enabled', ...endpoints[id] }) };
  const metrics = new Metrics('test');
  const queues = new EndpointQueues(known, attempts, clock, { ...LIMITS, ...limits }, metrics, () => 0);
  const push = (count: number, endpoint: string, options?: JobOptions): void => {
    for (let pushed = 0; pushed < count; pushed++) void queues.push(jobFor(endpoint, options));
  };
  /** Has the endpoint answer once, so that it's known to. */
  const prove = async (...ids: string[]): Promise<void> => {
    for (const id of ids) {
      push(1, id);
      await clock.advance(0);
      attempts.started.at(-1)?.end();
      await clock.advance(0);
    }
    attempts.started.length = 0;
  };
  return { clock, attempts, queues, metrics, push, prove };
}

const after = (takesMs: number) => () => ({ takesMs });

describe('the queues of endpoints', () => {
  it('count an attempt until its report is there, so that a rejoin commits it', async () => {
    const { queues, attempts, clock, push } = scene({});
    push(1, 'a');
    await clock.advance(0);
    expect([queues.inFlight, queues.unreported]).toEqual([1, 1]);
    let reported = (): void => undefined;
    attempts.started[0]?.end('well', 0, new Promise((resolve) => (reported = resolve)));
    await clock.advance(0);
    expect([queues.inFlight, queues.unreported]).toEqual([0, 1]);
    reported();
    await clock.advance(0);
    expect(queues.unreported).toBe(0);
  });

  it('never have more under way than an endpoint or the process allows, and get through everything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 80 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 8 }),
        async (endpoints, maxInFlight, total) => {
          const { clock, attempts, queues } = scene(
            { a: { maxInFlight }, b: { maxInFlight: 1 } },
            { total },
            after(10),
          );
          const done = endpoints.map((endpoint) => queues.push(jobFor(endpoint)));
          for (let step = 0; step < endpoints.length + 1; step++) {
            expect(attempts.inFlight.get('a') ?? 0).toBeLessThanOrEqual(maxInFlight);
            expect(attempts.inFlight.get('b') ?? 0).toBeLessThanOrEqual(1);
            await clock.advance(10);
          }
          expect(attempts.mostAtOnce).toBeLessThanOrEqual(total);
          await Promise.all(done);
          expect(attempts.started).toHaveLength(endpoints.length);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('serve endpoints in turn, however much one of them has', async () => {
    const { clock, attempts, push } = scene({}, { total: 1 }, after(10));
    push(20, 'busy');
    push(1, 'quiet');
    await clock.advance(30);
    expect(attempts.called.slice(0, 3)).toContain('quiet');
  });

  it('serve tenants in turn, however many endpoints one of them has, and keep each to its limit', async () => {
    const { clock, attempts, push } = scene({}, { total: 8, perTenant: 4 }, after(10));
    for (let endpoint = 0; endpoint < 40; endpoint++) push(5, `big-${endpoint}`, { tenant: 'big' });
    for (let count = 0; count < 10; count++) {
      const before = attempts.started.length;
      push(1, `small-${count}`, { tenant: 'small' });
      await clock.advance(20);
      expect(attempts.called.slice(before)).toContain(`small-${count}`);
      const big = [...attempts.inFlight].filter(([id]) => id.startsWith('big')).reduce((sum, [, n]) => sum + n, 0);
      expect(big).toBeLessThanOrEqual(4);
    }
    await clock.advance(1000);
    expect(attempts.called.filter((id) => id.startsWith('big'))).toHaveLength(200);
  });

  it('take first attempts before all others, but never keep those waiting for good', async () => {
    const { clock, attempts, push } = scene({ a: { maxInFlight: 1 } }, {}, after(10));
    for (const trigger of ['retry', 'retry', 'first', 'retry', 'first'] as const) push(1, 'a', { trigger });
    await clock.advance(100);
    expect(attempts.started.map(({ job }) => job.turn.trigger)).toEqual(['retry', 'first', 'first', 'retry', 'retry']);
    attempts.started.length = 0;

    push(100, 'a');
    push(1, 'a', { trigger: 'retry' });
    await clock.advance(100);
    expect(attempts.started.map(({ job }) => job.turn.trigger)).toContain('retry');
  });

  it('leave first attempts half of the slots, however many retries hang in the others', async () => {
    const { clock, attempts, push, prove } = scene({}, { total: 8 });
    await prove('a', 'b', 'c');
    push(20, 'a', { trigger: 'retry' });
    push(20, 'b', { trigger: 'retry' });
    await clock.advance(0);
    expect(attempts.total).toBe(4);
    push(20, 'c');
    await clock.advance(0);
    expect(attempts.inFlight.get('c')).toBe(4);
  });

  it('give those that have not shown that they answer one slot each, and a quarter of all together', async () => {
    const { clock, attempts, push, prove } = scene({}, { total: 100 });
    await prove('good');
    for (let endpoint = 0; endpoint < 100; endpoint++) push(20, `hangs-${endpoint}`);
    await clock.advance(0);
    expect(attempts.total).toBe(25);
    expect(Math.max(...attempts.inFlight.values())).toBe(1);
    push(20, 'good');
    await clock.advance(0);
    expect(attempts.inFlight.get('good')).toBe(10);

    // One that answers has all that it may have at once; one that hangs is down to one.
    attempts.started[0]?.end();
    await clock.advance(0);
    expect(attempts.inFlight.get('hangs-0')).toBe(10);
    const own = attempts.started.filter(({ job }) => job.ref.endpoint === 'hangs-0');
    for (const { end } of own.slice(1, 4)) end('hung');
    await clock.advance(0);
    expect(attempts.inFlight.get('hangs-0')).toBe(7);
  });

  it('let every endpoint of every tenant have its turn, with shares and limits kept, whatever comes', async () => {
    const delivery = fc.record({
      tenant: fc.constantFrom('a', 'b', 'c'),
      endpoint: fc.integer({ min: 0, max: 3 }),
      trigger: fc.constantFrom('first' as const, 'retry' as const),
      takesMs: fc.integer({ min: 1, max: 50 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(delivery, { maxLength: 100 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 6 }),
        async (deliveries, total, perTenant) => {
          const takes = deliveries.map(({ takesMs }) => takesMs);
          const { clock, attempts, queues, metrics } = scene({}, { total, perTenant }, () => ({
            takesMs: takes.pop() ?? 1,
          }));
          const done = deliveries.map(({ tenant, endpoint, trigger }) =>
            queues.push(jobFor(`${tenant}-${endpoint}`, { tenant, trigger })),
          );
          while (attempts.started.length < deliveries.length) {
            const before = attempts.started.length;
            await clock.advance(50);
            for (const tenant of ['a', 'b', 'c']) {
              const own = [...attempts.inFlight].filter(([id]) => id.startsWith(tenant));
              expect(own.reduce((sum, [, count]) => sum + count, 0)).toBeLessThanOrEqual(perTenant);
            }
            expect(attempts.mostAtOnce).toBeLessThanOrEqual(total);
            expect(await inUse(metrics, 'unproven')).toBeLessThanOrEqual(Math.max(1, Math.floor(total / 4)));
            expect(await inUse(metrics, 'later')).toBeLessThanOrEqual(Math.max(1, Math.floor(total / 2)));
            expect(attempts.started.length).toBeGreaterThan(before);
          }
          await clock.advance(50);
          await Promise.all(done);
          expect(queues.inFlight).toBe(0);
          expect(attempts.parked).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keep to an endpoint’s rate, starting with nothing saved up, and hold up no other meanwhile', async () => {
    const { clock, attempts, push } = scene({ slow: { rateLimit: { perSecond: 2, burst: 3 } } }, {}, after(1));
    push(40, 'slow');
    push(1, 'other');
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

  it('keep no more than a rate lets through soon, but what the log released for it, and send that first', async () => {
    const { clock, attempts, push } = scene({ slow: { rateLimit: { perSecond: 1, burst: 1 } } }, {}, after(1));
    push(40, 'slow');
    expect(attempts.parked.map(({ reason }) => reason)).toEqual(Array.from({ length: 25 }, () => 'rate_limited'));
    expect(attempts.flows).toEqual([{ capacity: 1 }]);
    push(2, 'slow', { released: true });
    expect(attempts.parked).toHaveLength(25);
    await clock.advance(2000);
    expect(attempts.started.map(({ job }) => job.ref.origin)).toEqual([undefined, undefined]);
    expect(attempts.flows.at(-1)).toEqual({ capacity: 2 });
  });

  it('start with nothing saved up when an endpoint comes back from another process, and drop what waited before', async () => {
    const { clock, attempts, queues, push } = scene({ slow: { rateLimit: { perSecond: 1, burst: 5 } } }, {}, after(1));
    push(2, 'slow');
    await clock.advance(1500);
    expect(attempts.started).toHaveLength(1);
    queues.disown((endpoint) => endpoint === 'slow');
    await clock.advance(60_000);
    expect(attempts.started).toHaveLength(1);
    push(3, 'slow');
    await clock.advance(999);
    expect(attempts.started).toHaveLength(1);
    await clock.advance(1);
    expect(attempts.started).toHaveLength(2);
  });

  it('start nothing while the endpoints may be called by another process, keep what waits, and go on afterwards', async () => {
    const { clock, attempts, queues, push } = scene({ a: { maxInFlight: 10 } }, {}, () => ({ takesMs: 10 }));
    let ours = false;
    queues.startOnlyWhile(() => ours);
    push(1, 'a');
    await clock.advance(5000);
    expect(attempts.started).toHaveLength(0);
    expect(attempts.parked).toHaveLength(0);
    ours = true;
    await clock.advance(1000);
    expect(attempts.started).toHaveLength(1);
  });

  it('go slower with an endpoint that answers 429 and names no time, and faster again bit by bit', async () => {
    let health: EndpointHealth = 'well';
    const { clock, attempts, push } = scene({ a: { maxInFlight: 10 } }, {}, () => ({ takesMs: 10, health }));
    const perSecond = async (): Promise<number> => {
      attempts.started.length = 0;
      for (let tenth = 0; tenth < 10; tenth++) {
        push(10, 'a', { released: true });
        await clock.advance(100);
      }
      return attempts.started.length;
    };
    await perSecond();
    expect(await perSecond()).toBe(100);
    health = 'refusing';
    push(1, 'a');
    await clock.advance(10);
    health = 'well';
    const slowed = await perSecond();
    expect(slowed).toBeGreaterThan(30);
    expect(slowed).toBeLessThan(65);
    await clock.advance(60_000);
    expect(await perSecond()).toBe(100);
    expect(attempts.parked).toEqual([]);
  });

  it('keep a fast endpoint’s burst in memory, and park what one that has stopped answering would get too late', async () => {
    const { clock, attempts, push, prove } = scene({ a: { maxInFlight: 1 } });
    await prove('a');
    push(11, 'a');
    await clock.advance(2900);
    push(1, 'a');
    // It looks slow, but nothing has waited for long yet.
    expect(attempts.parked).toHaveLength(0);
    await clock.advance(200);
    push(1, 'a');
    expect(attempts.parked.at(-1)).toMatchObject({ reason: 'backlog' });
    expect(attempts.parked.at(-1)?.delayMs).toBeGreaterThanOrEqual(15_000);
    // What waited too long is parked even when nothing else comes, since its partition may be paused.
    await clock.advance(1000);
    const parked = attempts.parked.length;
    expect(parked).toBeGreaterThan(5);
    for (let answered = 0; answered < 12; answered++) {
      attempts.started[answered]?.end();
      await clock.advance(1);
    }
    push(1, 'a');
    expect(attempts.parked).toHaveLength(parked);
  });

  it('park what is more than one endpoint may keep in memory, in number and in bytes', () => {
    const { attempts, push } = scene({}, { waitingPerEndpoint: 5, waitingBytesPerEndpoint: 6 });
    push(10, 'a');
    expect(attempts.parked.map(({ reason }) => reason)).toEqual(Array.from({ length: 6 }, () => 'backlog'));
    const few = scene({}, { waitingPerEndpoint: 5 });
    few.push(10, 'a');
    expect(few.attempts.parked).toHaveLength(4);
  });

  it('park again what was released only when it is far more than was asked for', async () => {
    const { clock, attempts, push } = scene({ slow: { rateLimit: { perSecond: 0.1, burst: 1 } } }, {}, after(1));
    push(64, 'slow', { released: true });
    await clock.advance(60_000);
    expect(attempts.parked).toEqual([]);
    push(20, 'slow', { released: true });
    expect(attempts.parked).toHaveLength(14);
  });

  it('leave an endpoint alone that asked for it: for a moment in memory, for longer parked', async () => {
    const { clock, attempts, push } = scene({ a: { maxInFlight: 1 } });
    push(2, 'a');
    await clock.advance(0);
    attempts.started[0]?.end('refusing', 2000);
    await clock.advance(1999);
    expect(attempts.started).toHaveLength(1);
    await clock.advance(1);
    expect(attempts.started).toHaveLength(2);

    push(1, 'a');
    attempts.started[1]?.end('refusing', 3_600_000);
    await clock.advance(0);
    expect(attempts.parked.map(({ reason, delayMs }) => ({ reason, delayMs }))).toEqual([
      { reason: 'rate_limited', delayMs: 3_600_000 },
    ]);
    expect(attempts.flows).toEqual([
      { capacity: 1, restMs: 2000 },
      { capacity: 1, restMs: 3_600_000 },
    ]);
    await clock.advance(600_000);
    push(1, 'a');
    expect(attempts.parked.at(-1)).toMatchObject({ reason: 'rate_limited', delayMs: 3_000_000 });
  });

  it('park what is for a failing endpoint, send one probe when it is time, and then more and more', async () => {
    let health: EndpointHealth = 'unreachable';
    const { clock, attempts, metrics, push } = scene({ a: { maxInFlight: 4 } }, {}, () => ({ takesMs: 10, health }));
    push(20, 'a');
    await clock.advance(50);
    expect(attempts.started).toHaveLength(5);
    expect(attempts.parked).toHaveLength(15);
    expect(attempts.parked[0]).toMatchObject({ reason: 'breaker_open', delayMs: 5000 });
    expect(attempts.flows.at(-1)).toEqual({ capacity: 1, restMs: 5000 });
    expect(await gauge(metrics, 'endpoint_breakers', 'state="open"')).toBe(1);

    push(1, 'a');
    expect(attempts.parked).toHaveLength(16);
    await clock.advance(5000);
    push(3, 'a', { released: true });
    expect(attempts.started).toHaveLength(6);
    expect(attempts.parked).toHaveLength(18);
    await clock.advance(10);
    expect(attempts.flows.at(-1)).toEqual({ capacity: 1, restMs: 10_000 });

    health = 'well';
    await clock.advance(10_000);
    push(1, 'a');
    await clock.advance(10);
    attempts.started.length = 0;
    push(7, 'a', { released: true });
    const starts: number[] = [];
    for (let round = 0; round < 3; round++) {
      starts.push(attempts.inFlight.get('a') ?? 0);
      await clock.advance(10);
    }
    expect(starts).toEqual([1, 2, 4]);
    // The rest that was named is over by itself, so the ramp’s first step is nothing new; at its end some may wait here.
    expect(attempts.flows.slice(-2)).toEqual([{ capacity: 2 }, { capacity: 4 + 64 }]);
    expect(await gauge(metrics, 'endpoint_breakers', 'state="closed"')).toBe(1);
  });

  it('probe again at once when the probe turned out to be no attempt', async () => {
    const { clock, attempts, push } = scene({ a: { maxInFlight: 1 } }, {}, undefined);
    for (let failed = 0; failed < 5; failed++) {
      push(1, 'a');
      await clock.advance(0);
      attempts.started.at(-1)?.end('failing');
      await clock.advance(0);
    }
    await clock.advance(5000);
    push(1, 'a');
    attempts.started.at(-1)?.cut();
    await clock.advance(0);
    push(2, 'a');
    expect(attempts.started).toHaveLength(7);
    expect(attempts.parked).toHaveLength(1);
  });

  it('say that a job is done only when its report is on Kafka, and never for one that a stop cut off', async () => {
    const { clock, attempts, queues } = scene({});
    let done = 0;
    let report: () => void = () => undefined;
    void queues.push(jobFor('a')).then(() => (done += 1));
    void queues.push(jobFor('b')).then(() => (done += 1));
    await clock.advance(0);
    attempts.started[0]?.end('well', 0, new Promise((resolve) => (report = resolve)));
    attempts.started[1]?.cut();
    await clock.advance(1000);
    expect(done).toBe(0);
    report();
    await clock.advance(0);
    expect(done).toBe(1);
  });

  it('start nothing more after a stop', async () => {
    const { clock, attempts, queues, push } = scene({ a: { maxInFlight: 1 } }, {}, after(10));
    push(2, 'a');
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

async function gauge(metrics: Metrics, name: string, label: string): Promise<number> {
  const line = (await metrics.text())
    .split('\n')
    .find((text) => text.startsWith(`postrider_${name}{`) && text.includes(label));
  return Number(line?.split(' ').at(-1));
}

const inUse = (metrics: Metrics, share: string): Promise<number> => gauge(metrics, 'slots_in_use', `share="${share}"`);
