import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { reasonOf, stateDirectory } from '@postrider/stack';
import { Chance } from './chance.js';
import { accountOf, type Account } from './journal/account.js';
import { logOf, unansweredAttempts } from './journal/log-of.js';
import { FlowWatch } from './load/flow-watch.js';
import { Standstill } from './load/standstill.js';
import type { Strand } from './load/strand.js';
import { Traffic } from './load/traffic.js';
import { Scene, type Check } from './scene.js';
import { Keeper } from './secrets/keeper.js';
import type { Form, Scenario } from './scenario.js';
import type { World } from './world.js';

/** What a scenario came to. */
export interface Outcome {
  readonly name: string;
  readonly what: string;
  readonly faultSeconds: number;
  readonly perSecond: number;
  readonly account: Account;
  readonly mayRepeat: number;
  /** From the fault's end until nothing that was acknowledged had been undelivered for a second. */
  readonly recoverySeconds: number;
  /** The 99th percentile from request to first arrival: before the fault, and of what was published while it lasted. */
  readonly calmP99Ms: number;
  readonly faultP99Ms: number;
  /** Why requests were refused or failed: publishers were told. */
  readonly refusals: Traffic['refusals'];
  readonly checks: readonly Check[];
}

/** Events a second. In the short form fewer: a machine of two cores has the tests to run beside it. */
const RATES: Readonly<Record<Form, number>> = { long: 300, short: 100 };
const CALM_SECONDS: Readonly<Record<Form, number>> = { long: 5, short: 1 };
/** The promise is 30 s; the short form, on a machine that others use too, has to tell a stand-still from a wait. */
const RECOVERY_SECONDS: Readonly<Record<Form, number>> = { long: 30, short: 60 };
/** Seconds, where the machine keeps up; what is parked comes back within 5 min. */
const SETTLE_MS = 330_000;
const LOOK_MS = 250;

/** Runs one scenario under traffic, and holds both ends of its journal against each other and the log. Rejects when it couldn't be carried out. */
export async function runScenario(scenario: Scenario, world: World, form: Form, seed: number): Promise<Outcome> {
  const chance = new Chance(seed).of(scenario.name);
  const perSecond = RATES[form];
  const traffic = await Traffic.start(world, perSecond, chance.of('traffic'));
  const watch = new FlowWatch(traffic);
  const standstill = new Standstill();
  const scene = new Scene(world, traffic, standstill, form, scenario.seconds[form], chance.of('scene'));
  let keeper: Keeper | undefined;
  try {
    keeper = await Keeper.start(world);
    await traffic.delivers(perSecond);
    const calmMs = performance.now();
    await wait(CALM_SECONDS[form] * 1000);
    const startMs = performance.now();
    const aftermath = await scenario.inflict(scene);
    const endMs = performance.now();
    await watch.settles(endMs, scenario.watchSeconds * 1000, RECOVERY_SECONDS[form] * 1000);
    watch.stop();
    const isFlowing = traffic.isFlowing(performance.now());
    await scene.tidyUp();
    await traffic.stop();
    await keeper.stop();
    const account = await settledAccount(world, traffic.strands);
    const recoverySeconds = seconds(watch.lateForMs(endMs));
    scene.check(
      `events are delivered within a second again ${RECOVERY_SECONDS[form]} s after the fault’s end`,
      isFlowing && recoverySeconds <= RECOVERY_SECONDS[form],
      isFlowing ? `after ${recoverySeconds} s` : 'not by then',
    );
    const steady = traffic.strands.filter((strand) => strand.mustArrive);
    const mayRepeat = scene.mayRepeat + (await unansweredAttempts(world.sql, tenantsOf(steady)));
    checkAccount(scene, account, mayRepeat);
    await aftermath?.();
    await checkLogs(scene);
    if (scene.checks.some(({ ok }) => !ok)) await keepLogs(world, scenario.name);
    return {
      name: scenario.name,
      what: scenario.what,
      faultSeconds: seconds(endMs - startMs),
      perSecond,
      account,
      mayRepeat,
      recoverySeconds,
      calmP99Ms: Math.round(traffic.latencyP99Ms(calmMs, startMs)),
      faultP99Ms: Math.round(traffic.latencyP99Ms(startMs, endMs)),
      refusals: traffic.refusals,
      checks: scene.checks,
    };
  } catch (error) {
    await keepLogs(world, scenario.name);
    throw new Error(`${scenario.name} couldn’t be carried out: ${reasonOf(error)}`, { cause: error });
  } finally {
    watch.stop();
    standstill.stop();
    await traffic.stop();
    await keeper?.stop();
  }
}

/** The account once all has come to its end that must, or time is up. */
async function settledAccount(world: World, strands: readonly Strand[]): Promise<Account> {
  const deadlineMs = performance.now() + SETTLE_MS;
  const isLate = (): boolean => performance.now() > deadlineMs;
  const mustArrive = strands.filter((strand) => strand.mustArrive);
  while (mustArrive.some(({ missing }) => missing.length > 0) && !isLate()) await wait(LOOK_MS);
  for (;;) {
    const { lost, open } = await accountFor(world, mustArrive);
    if ((lost.length === 0 && open.length === 0) || isLate()) return accountFor(world, strands);
    await wait(LOOK_MS);
  }
}

async function accountFor(world: World, strands: readonly Strand[]): Promise<Account> {
  const logged = await logOf(world.sql, tenantsOf(strands));
  return accountOf(
    strands.flatMap(({ owed }) => owed),
    strands.flatMap(({ arrivals }) => arrivals),
    logged,
  );
}

const tenantsOf = (strands: readonly Strand[]): string[] => strands.map(({ tenant }) => tenant.id);

/** What holds after every scenario. */
function checkAccount(scene: Scene, { acknowledged, byStatus, lost, repeats, open }: Account, mayRepeat: number): void {
  const { strands } = scene.traffic;
  const counted = Object.values(byStatus).reduce((sum, count) => sum + count, 0);
  scene.check('acknowledged = delivered + dead + held + pending + retrying + cancelled', counted === acknowledged, [
    `${acknowledged} = ${counted}`,
    ...open.map(({ why, count }) => `${count} ${why}`),
  ]);
  scene.check('nothing is lost', lost.length === 0, lost.length === 0 ? '0' : `${lost.length}: ${lost[0]} …`);
  scene.check(`no more than ${mayRepeat} repeats`, repeats <= mayRepeat, repeats);
  const late = strands.filter((strand) => strand.mustArrive).flatMap(({ missing }) => missing);
  scene.check('what has a receiver that takes it was delivered', late.length === 0, late.length);
  const senseless = strands.flatMap((strand) => strand.senseless);
  scene.check(
    'every request was signed, and of one event under one id',
    senseless.length === 0,
    senseless.length === 0 ? '0' : JSON.stringify(senseless[0]),
  );
}

/** Every credential, every key and every payload of the scenario, in everything that any service wrote meanwhile. */
async function checkLogs(scene: Scene): Promise<void> {
  const { deployment, secrets } = scene.world;
  const leaks = await secrets.leaksIn(join(deployment.folder.path, 'logs'));
  scene.check('no secret and no payload is in a log', leaks.length === 0, leaks.length === 0 ? '0' : leaks);
}

/** The logs of all services, where somebody looks for why a check failed: the world's own folder goes with it. */
async function keepLogs({ deployment }: World, name: string): Promise<void> {
  await cp(join(deployment.folder.path, 'logs'), join(stateDirectory, 'chaos', name), { recursive: true, force: true });
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10;
