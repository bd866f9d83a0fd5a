import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Screen } from '@postrider/launcher';
import { stateDirectory, type ServiceName } from '@postrider/stack';
import { measure } from '../load/measured.js';
import { closedPace, healthyTenant } from '../scenarios/loads.js';
import { Workbench } from '../workbench.js';
import { CpuProfile, framesOf, hottest, type Frame } from './cpu-profile.js';
import { flameGraphOf } from './flame-graph.js';

const FOLDER = join(stateDirectory, 'profiles');
const WARM_UP = 5000;
const EVENTS = 20_000;
const SHOWN = 15;
const FILE_PATIENCE_MS = 30_000;

/**
 * `npm run profile`: the closed loop with V8's CPU profiler in the services that are asked for; writes a `.cpuprofile`
 * and a flame graph of each, and prints what each spends its time on. The profiler slows them by some ten per cent.
 */
export async function profile(services: readonly ServiceName[]): Promise<number> {
  const screen = new Screen();
  const bench = new Workbench({ quick: false, records: 0, progress: (text) => screen.progress(text) });
  await mkdir(FOLDER, { recursive: true });
  for (const name of services) await rm(profileFile(name), { force: true });
  try {
    const postrider = await bench.start({
      serviceEnv: Object.fromEntries(services.map((name) => [name, { NODE_OPTIONS: `--import=${hookFor(name)}` }])),
    });
    const load = { pace: closedPace, to: postrider.http(), routes: [await healthyTenant(postrider)] };
    screen.progress('warming up');
    await postrider.rig.observe({ ...load, count: WARM_UP });
    const signal = (): void => {
      for (const { pid } of services.map((name) => postrider.stack.service(name)))
        if (pid !== undefined) process.kill(pid, 'SIGUSR2');
    };
    signal();
    const measured = measure(await postrider.rig.observe({ ...load, count: EVENTS }));
    signal();
    screen.say(`${Math.round(measured.deliveredPerS)} deliveries/s while profiled, ${measured.missing} missing.`);
    for (const name of services) await report(screen, name, EVENTS);
    return measured.missing === 0 ? 0 : 1;
  } finally {
    await bench.end();
  }
}

async function report(screen: Screen, name: ServiceName, deliveries: number): Promise<void> {
  const root = framesOf(await readProfile(name));
  const graph = join(FOLDER, `${name}.svg`);
  const perDelivery = `${(root.totalUs / 1000 / deliveries).toFixed(3)} ms per delivery`;
  await writeFile(graph, flameGraphOf(root, `${name}: ${perDelivery}`));
  screen.say(`\n${name}: busy for ${(root.totalUs / 1e6).toFixed(2)} s, ${perDelivery}; ${graph}`);
  for (const { name: what, selfUs } of hottest(root, SHOWN)) screen.say(`  ${shareOf(selfUs, root)}  ${what}`);
}

const shareOf = (selfUs: number, root: Frame): string => `${((100 * selfUs) / root.totalUs).toFixed(1).padStart(5)} %`;

/** The service writes it once it's told to stop, which takes a moment. */
async function readProfile(name: ServiceName): Promise<CpuProfile> {
  const deadline = performance.now() + FILE_PATIENCE_MS;
  while (performance.now() < deadline) {
    const text = existsSync(profileFile(name)) ? await readFile(profileFile(name), 'utf8') : '';
    // Until it's written whole, it isn't JSON.
    if (text.endsWith('}')) return CpuProfile.parse(JSON.parse(text));
    await wait(100);
  }
  throw new Error(`${name} wrote no profile`);
}

const profileFile = (name: ServiceName): string => join(FOLDER, `${name}.cpuprofile`);

/** The hook with the file that it writes in its query, where a space or a quote does no harm. */
function hookFor(name: ServiceName): string {
  const hook = new URL('./profiler-hook.js', import.meta.url);
  hook.searchParams.set('file', profileFile(name));
  return hook.href;
}
