import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@postrider/stack';
import { demo } from './demo/demo.js';
import { start } from './start.js';

const commands: Readonly<Record<string, () => Promise<number>>> = { demo, start };

// What the environment says goes before what the file says.
const file = join(repositoryRoot, '.env');
if (existsSync(file)) process.loadEnvFile(file);

const command = commands[process.argv[2] ?? ''];
if (!command) console.error(`Name one of: ${Object.keys(commands).join(', ')}`);
process.exit(command ? await command() : 1);
