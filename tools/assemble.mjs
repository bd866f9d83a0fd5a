// Makes the folder that the image runs: the four services, the libs that they use, the command line, and the packages that
// those need to run.
// The Dockerfile calls it, and so does the test that stands in for an image; after `npm run build`. Plain Node.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Installed because it's in the lock, as an optional peer of @nestjs/swagger: its plugin for a compiler that isn't used. */
const NEVER_LOADED = ['typescript'];

/** The command line, for whoever has no other way to Kafka and Postgres than a pod: what its package has, in one file. */
const CLI = join('apps', 'cli');

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [target] = process.argv.slice(2);
if (!target) throw new Error('Name the folder to make.');
const app = resolve(target);
if (existsSync(app) && readdirSync(app).length > 0) throw new Error(`${app} isn’t empty.`);

const foldersIn = (/** @type {string} */ kind) => readdirSync(join(root, kind)).map((name) => join(kind, name));
const workspaces = [...['apps', 'libs', 'tools'].flatMap(foldersIn), 'e2e'].filter((folder) =>
  existsSync(join(root, folder, 'package.json')),
);
/** @type {(folder: string) => { name: string, dependencies?: Record<string, string>, [other: string]: unknown }} */
const packageOf = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
const folders = new Map(workspaces.map((folder) => [packageOf(folder).name, folder]));
const apps = workspaces.filter((folder) => folder.startsWith(`apps${sep}`));
const shipped = withWhatTheyUse(apps);

install();
tidy();
execFileSync(process.execPath, [join(root, CLI, 'bundle.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
for (const folder of shipped) {
  for (const part of folder === CLI ? ['bin', 'bundle'] : ['dist'])
    cpSync(join(root, folder, part), join(app, folder, part), { recursive: true, filter: runs });
}
writeFileSync(join(app, 'sbom.cdx.json'), npm(['sbom', '--sbom-format=cyclonedx', '--sbom-type=application']));

/** @param {readonly string[]} used */
function withWhatTheyUse(used) {
  /** @type {Set<string>} */
  const found = new Set();
  const look = (/** @type {string} */ folder) => {
    if (found.has(folder)) return;
    found.add(folder);
    for (const name of Object.keys(packageOf(folder).dependencies ?? {})) {
      const other = folders.get(name);
      if (other) look(other);
    }
  };
  used.forEach(look);
  return [...found];
}

/** npm goes by the lock, and wants to see every workspace that it names. No package's scripts are run. */
function install() {
  for (const file of [
    'package.json',
    'package-lock.json',
    ...workspaces.map((folder) => join(folder, 'package.json')),
  ]) {
    mkdirSync(dirname(join(app, file)), { recursive: true });
    cpSync(join(root, file), join(app, file));
  }
  const selected = apps.flatMap((folder) => ['--workspace', folder]);
  npm(['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', ...selected]);
}

/** @param {readonly string[]} args */
function npm(args) {
  return execFileSync('npm', args, { cwd: app, stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 64 * 1024 * 1024 });
}

/** What a test alone needs, and what leads from code to its source, isn't run. */
function runs(/** @type {string} */ path) {
  return !path.endsWith('.map') && !relative(root, path).split(sep).includes('testing');
}

/** Takes away what npm wanted to see and what nothing loads: what is left describes what is there, and nothing else. */
function tidy() {
  for (const folder of workspaces.filter((one) => !shipped.includes(one)))
    rmSync(join(app, folder), { recursive: true });
  for (const folder of ['tools', 'e2e']) rmSync(join(app, folder), { recursive: true, force: true });
  for (const name of NEVER_LOADED) rmSync(join(app, 'node_modules', name), { recursive: true, force: true });
  for (const entry of readdirSync(join(app, 'node_modules'), { recursive: true, withFileTypes: true })) {
    // Declarations and source maps are almost half of what packages have.
    if (entry.isFile() && /\.(?:map|d\.[cm]?ts)$/.test(entry.name)) rmSync(join(entry.parentPath, entry.name));
  }
  const links = join(app, 'node_modules', '@postrider');
  for (const link of readdirSync(links).map((name) => join(links, name))) {
    if (lstatSync(link).isSymbolicLink() && !existsSync(link)) rmSync(link);
  }
  rmSync(join(app, 'package-lock.json'));
  rmSync(join(app, 'node_modules', '.package-lock.json'));
  for (const folder of ['.', ...shipped]) {
    const { scripts, devDependencies, allowScripts, ...kept } = packageOf(folder);
    if (folder === '.') Object.assign(kept, { workspaces: shipped, overrides: plain(kept.overrides) });
    writeFileSync(join(app, folder, 'package.json'), `${JSON.stringify(kept, undefined, 2)}\n`);
  }
}

/**
 * Overrides of what is shipped: those that are about a tool's own packages name a version by what the root depends on.
 * @param {unknown} overrides
 */
function plain(overrides) {
  return Object.fromEntries(Object.entries(overrides ?? {}).filter(([, version]) => typeof version === 'string'));
}
