#!/usr/bin/env node
import { existsSync } from 'node:fs';

// The package has all of it in one file; a checkout has what was built there.
const [bundle, built] = ['../bundle/main.js', '../dist/main.js'].map((file) => new URL(file, import.meta.url));
const main = [built, bundle].find((file) => existsSync(file));
if (main) await import(main.href);
else {
  process.stderr.write('Postrider is not built yet: run `npm run build` first.\n');
  process.exitCode = 1;
}
