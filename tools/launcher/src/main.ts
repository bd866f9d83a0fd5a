import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '@postrider/stack';
import { demo } from './demo/demo.js';
import { runEnvironment } from './run-environment.js';
import { start } from './start.js';

const commands: Readonly<Record<string, () => Promise<number>>> = { demo, start };

// What the environment says goes before what the file says.
const file = join(repositoryRoot, '.env');
if (existsSync(file)) process.loadEnvFile(file);

const [name = '', ...args] = process.argv.slice(2);
if (name === 'cli') {
  await cli();
} else {
  const command = commands[name];
  if (!command) console.error(`Name one of: ${[...Object.keys(commands), 'cli'].join(', ')}`);
  process.exit(command ? await command() : 1);
}

/** The `postrider` command, which knows where `npm start` runs: from its build, since a tool doesn't depend on an app. */
async function cli(): Promise<void> {
  const variables = runEnvironment(process.env, args);
  for (const key of Object.keys(process.env))
    if (key.startsWith('KAFKA_') && !(key in variables)) Reflect.deleteProperty(process.env, key);
  Object.assign(process.env, variables);
  const main = join(repositoryRoot, 'apps', 'cli', 'dist', 'main.js');
  process.argv = [process.execPath, main, ...args];
  await import(pathToFileURL(main).href);
}
