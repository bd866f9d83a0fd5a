import type { Aftermath, Scenario } from '../scenario.js';
import type { Scene } from '../scene.js';

/** What the first attempt may take while Postgres is away; in the short form only a stand-still is told from that. */
const P99_MS = { long: 100, short: 3000 } as const;

/** Notes what publishers, receivers and the management API met while Postgres was away. */
async function whileAway(scene: Scene, what: () => Promise<void>): Promise<Aftermath> {
  const fromMs = performance.now();
  const { length: refusedBefore } = scene.traffic.notAccepted;
  const [strand] = scene.traffic.strands;
  const asked = strand?.tenant.client.ask('subscription', 'GET', strand.tenant.path('/endpoints'));
  await what();
  const toMs = performance.now();
  const answer = await asked;
  const problem = answer?.status === 503 ? answer.problem.code : answer?.status;
  scene.check('management says 503, unavailable, meanwhile', problem === 'unavailable', String(problem));
  return () => {
    const refused = scene.traffic.notAccepted.length - refusedBefore;
    scene.check('every event was accepted meanwhile', refused === 0, `${refused} weren’t`);
    checkP99(scene, fromMs, toMs);
    return Promise.resolve();
  };
}

function checkP99(scene: Scene, fromMs: number, toMs: number): void {
  const p99Ms = scene.traffic.latencyP99Ms(fromMs, toMs);
  const mostMs = P99_MS[scene.form];
  scene.check(
    `events were delivered meanwhile, p99 under ${mostMs} ms`,
    p99Ms - scene.lostMs(fromMs, toMs) < mostMs,
    `${Math.round(p99Ms)} ms`,
  );
}

const down: Scenario = {
  name: 'postgres-down',
  what: 'Postgres is down',
  promise: 'Events are accepted and delivered meanwhile, p99 under 100 ms; management says 503.',
  seconds: { long: 60, short: 5 },
  watchSeconds: 2,
  inflict: async (scene) => {
    const { postgres } = scene.stack;
    await scene.anyMoment();
    await postgres.kill();
    try {
      return await whileAway(scene, () => scene.lasts());
    } finally {
      await postgres.start();
    }
  },
};

const frozen: Scenario = {
  name: 'postgres-frozen',
  what: 'Postgres is stopped by SIGSTOP: connections stay open, nothing is answered',
  promise: 'Events are accepted and delivered meanwhile, p99 under 100 ms; management says 503.',
  seconds: { long: 60, short: 5 },
  watchSeconds: 2,
  inflict: async (scene) => {
    const { postgres } = scene.stack;
    await scene.anyMoment();
    postgres.pause();
    try {
      return await whileAway(scene, () => scene.lasts());
    } finally {
      postgres.continue();
    }
  },
};

const immediate: Scenario = {
  name: 'postgres-immediate',
  what: 'an immediate shutdown of Postgres in mid-write, three times over',
  promise: 'What was being written is rolled back and written again.',
  seconds: { long: 15, short: 1.5 },
  watchSeconds: 2,
  inflict: async (scene) => {
    const { postgres } = scene.stack;
    const times = 3;
    for (let time = 0; time < times; time++) {
      await scene.anyMoment();
      await postgres.shutDownImmediately();
      await scene.lasts(1 / times);
      await postgres.start();
    }
    return undefined;
  },
};

/** What the services write to; a full disk refuses all of it. */
const WRITTEN = ['events', 'deliveries', 'attempts', 'retries', 'log_positions', 'event_claims', 'registry_outbox'];

const full: Scenario = {
  name: 'postgres-full',
  what: 'Postgres refuses every write: no space left on the disk',
  promise:
    'Events are accepted and delivered meanwhile; the log waits and is written after it. The error is the server’s own answer, SQLSTATE 53100, raised by triggers: a disk that is really full needs a file system of a size of its own, which a test may not mount.',
  seconds: { long: 60, short: 5 },
  watchSeconds: 2,
  inflict: async (scene) => {
    const { sql } = scene.world;
    await sql.query(`
      create function chaos_disk_full() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
    for (const table of WRITTEN) {
      await sql.query(
        `create trigger chaos_disk_full before insert or update on ${table} for each statement execute function chaos_disk_full()`,
      );
    }
    const fromMs = performance.now();
    await scene.lasts();
    const toMs = performance.now();
    // Each table's trigger goes with it.
    await sql.query('drop function chaos_disk_full() cascade');
    return () => {
      const { length: refused } = scene.traffic.notAccepted;
      scene.check('every event was accepted meanwhile', refused === 0, `${refused} weren’t`);
      checkP99(scene, fromMs, toMs);
      return Promise.resolve();
    };
  },
};

/** What happens to Postgres. */
export const database: readonly Scenario[] = [down, frozen, immediate, full];
