import { killEverything, reasonOf } from '@postrider/stack';
import { onStopRequest } from '@postrider/launcher';
import { bench } from './bench.js';
import { parseBench, UsageError } from './command-line.js';
import { parseProfile } from './profile/command-line.js';
import { profile } from './profile/profile.js';

/* `npm run bench` and `npm run profile`. */

const interruption = new AbortController();
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  bench: (args) => bench(parseBench(args), interruption.signal),
  profile: (args) => profile(parseProfile(args)),
};

const endNow = (): void => {
  interruption.abort();
  void killEverything().finally(() => process.exit(130));
};
onStopRequest({ stop: endNow, stopNow: () => process.exit(130) });

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
try {
  if (!command) throw new UsageError(`Name one of: ${Object.keys(commands).join(', ')}.`);
  process.exit(await command(args));
} catch (error) {
  console.error(error instanceof UsageError ? error.message : reasonOf(error));
  await killEverything();
  process.exit(error instanceof UsageError ? 2 : 1);
}
