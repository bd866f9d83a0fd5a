import { killEverything, reasonOf } from '@postrider/stack';
import { curlLines, EXAMPLE_RECEIVER } from './curl-lines.js';
import { exportLine } from './export-line.js';
import { launcherConfig } from './launcher.config.js';
import { LocalPostrider } from './local-postrider.js';
import { Screen } from './screen.js';
import { onStopRequest } from './stop-signals.js';

/** `npm start`: runs a whole Postrider until it's asked to stop. Resolves to the exit code; says itself what went wrong. */
export async function start(apps?: string): Promise<number> {
  const screen = new Screen();
  try {
    return await runUntilAsked(screen, apps);
  } catch (error) {
    screen.fail(reasonOf(error));
    return 1;
  }
}

async function runUntilAsked(screen: Screen, apps: string | undefined): Promise<number> {
  const stopRequested = new Promise<void>((resolve) => {
    onStopRequest({ stop: () => resolve(), stopNow: () => void killEverything().then(() => process.exit(1)) });
  });
  const startedAtMs = performance.now();
  const starting = LocalPostrider.start({
    config: launcherConfig(),
    apps,
    say: (line) => screen.say(`  ${line}`),
    progress: (text) => screen.progress(text),
  });
  const postrider = await Promise.race([starting, stopRequested]);
  if (!postrider) {
    // What the start says about being cut off is no news.
    starting.catch(() => undefined);
    screen.say('Stopping before everything was started.');
    await killEverything();
    return 130;
  }
  for (const line of summary(postrider, performance.now() - startedAtMs)) screen.say(line);
  await stopRequested;
  screen.say('Stopping. (Once more stops at once.)');
  await postrider.stop();
  screen.say('Everything is stopped; data is kept.');
  return 0;
}

/** What one needs to know to use it, on one screen. */
function summary(postrider: LocalPostrider, tookMs: number): string[] {
  const { addresses, adminKey, environment, state } = postrider;
  return [
    '',
    `Postrider is ready after ${(tookMs / 1000).toFixed(1)} s.`,
    '',
    `  ingestion        ${addresses.ingestion}  (API at /docs)`,
    `  subscription     ${addresses.subscription}  (API at /docs)`,
    `  dispatcher       ${addresses.dispatcher}`,
    `  retry-scheduler  ${addresses['retry-scheduler']}`,
    `  admin key        ${adminKey}`,
    `  data and logs    ${state}`,
    `  endpoints        may be in ${environment.EGRESS_ALLOW_CIDRS} too (EGRESS_ALLOW_CIDRS): for local use, production allows no private range`,
    '',
    `A tenant, an endpoint at ${EXAMPLE_RECEIVER} (put your receiver's address there) and an event:`,
    '',
    ...curlLines({ ...addresses, adminKey }),
    '',
    'For the commands of docs/guide.md, in a second terminal:',
    '',
    exportLine({ ...addresses, adminKey, brokers: environment.KAFKA_BROKERS }),
    '',
    'Ctrl-C stops everything.',
  ];
}
