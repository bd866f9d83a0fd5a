// Makes the package's one file: everything of this repository in it, and nothing else. What comes from elsewhere is in
// package.json's dependencies; what isn't there, or is another version than the repository's, fails here and not at whoever
// installs it.
import { build } from 'esbuild';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));

rmSync(join(here, 'bundle'), { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: [join(here, 'dist', 'main.js')],
  outdir: join(here, 'bundle'),
  bundle: true,
  // Commands load what they need: one that asks an API starts without Kafka's client.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  metafile: true,
  logLevel: 'warning',
  plugins: [{ name: 'what is ours', setup: leaveOthersOut }],
});

const packages = new Set(
  Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ path, external }) => external && !isBuiltIn(path))
    .map(({ path }) => path.split('/', path.startsWith('@') ? 2 : 1).join('/')),
);
const missing = [...packages].filter((name) => !(name in dependencies));
const unused = Object.keys(dependencies).filter((name) => !packages.has(name));
if (missing.length > 0 || unused.length > 0) {
  console.error(
    `package.json lacks ${missing.join(', ') || 'nothing'}, and has needlessly ${unused.join(', ') || 'nothing'}.`,
  );
  process.exit(1);
}

// The licence goes with every copy.
copyFileSync(join(here, '..', '..', 'LICENSE'), join(here, 'LICENSE'));

/** @param {import('esbuild').PluginBuild} build */
function leaveOthersOut({ onResolve }) {
  onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
    kind === 'entry-point' || path.startsWith('@postrider/') ? undefined : { path, external: true, sideEffects: false },
  );
}

/** @param {string} path */
function isBuiltIn(path) {
  return path.startsWith('node:') || builtinModules.includes(path);
}
