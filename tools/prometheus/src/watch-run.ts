import { join } from 'node:path';
import { findRun, launcherConfig, onStopRequest, Screen, stateOf, type Addresses } from '@postrider/launcher';
import { killEverything, leasePort, portIsFree, reasonOf } from '@postrider/stack';
import { monitoringDirectory } from './monitoring-files.js';
import { PrometheusServer } from './prometheus-server.js';
import { scrapeConfig } from './scrape-config.js';

const USUAL_PORT = 9090;

/** `npm run prometheus`: watches the Postrider that `npm start` runs, until it's asked to stop. Resolves to the exit code. */
export async function watchRun(): Promise<number> {
  const screen = new Screen();
  const stopRequested = new Promise<void>((resolve) => {
    onStopRequest({ stop: () => resolve(), stopNow: () => void killEverything().then(() => process.exit(1)) });
  });
  try {
    const state = stateOf(launcherConfig());
    const addresses = findRun(state)?.addresses;
    if (!addresses) {
      screen.fail('No Postrider is ready here: run npm start in another terminal, and this once it says so.');
      return 1;
    }
    const prometheus = await PrometheusServer.start({
      config: configFor(addresses),
      directory: join(state, 'prometheus-run'),
      port: (await portIsFree(USUAL_PORT)) ? USUAL_PORT : await leasePort(),
      progress: (text) => screen.progress(text),
    });
    screen.say(`Prometheus is at ${prometheus.address}, with rules and alerts. Ctrl-C stops it.`);
    await Promise.race([stopRequested, prometheus.exited()]);
    await prometheus.stop();
    return 0;
  } catch (error) {
    screen.fail(reasonOf(error));
    return 1;
  }
}

function configFor(addresses: Addresses) {
  const targets = Object.entries(addresses).map(([name, address]) => [name, new URL(address).host] as const);
  const rules = [join(monitoringDirectory, 'rules', '*.yml')];
  return scrapeConfig(Object.fromEntries(targets), { rules, intervalMs: 5000 });
}
