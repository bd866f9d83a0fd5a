import { randomInt } from 'node:crypto';
import { onStopRequest } from '@postrider/launcher';
import { killEverything, reasonOf } from '@postrider/stack';
import { chaos } from './chaos.js';
import { parseChaos, UsageError } from './command-line.js';
import { scenarios } from './scenarios/scenarios.js';

/* `npm run chaos`. */

const interruption = new AbortController();
const endNow = (): void => {
  interruption.abort();
  void killEverything().finally(() => process.exit(130));
};
onStopRequest({ stop: endNow, stopNow: () => process.exit(130) });

try {
  const command = parseChaos(process.argv.slice(2), scenarios, randomInt(2 ** 31));
  process.exit(await chaos(command, interruption.signal));
} catch (error) {
  console.error(error instanceof UsageError ? error.message : reasonOf(error));
  await killEverything();
  process.exit(error instanceof UsageError ? 2 : 1);
}
