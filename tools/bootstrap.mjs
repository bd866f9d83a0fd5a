// What stands behind `npm start`, `npm test` and `npm run demo`, `cli`, `dlt`, `recover`, `reseal`, `prometheus`, `bench`, `profile` and `chaos`: on a fresh clone it
// installs and builds first. Plain Node, without a dependency: it runs when there is no node_modules yet.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command = '', ...args] = process.argv.slice(2);
const calledFrom = process.env.INIT_CWD ?? process.cwd();

/** @type {Record<string, () => Promise<void>>} */
const commands = {
  start: () => handOver('tools/launcher/dist/main.js', [command, ...args]),
  demo: () => handOver('tools/launcher/dist/main.js', [command, ...args]),
  cli: () => handOver('tools/launcher/dist/main.js', ['cli', ...args]),
  dlt: () => handOver('tools/launcher/dist/main.js', ['cli', 'dlt', ...args]),
  recover: () => handOverWithEnv('apps/retry-scheduler/dist/recover.js', args),
  reseal: () => handOverWithEnv('apps/subscription/dist/reseal.js', args),
  prometheus: () => handOver('tools/prometheus/dist/main.js', args),
  bench: () => handOver('tools/bench/dist/main.js', [command, ...args]),
  profile: () => handOver('tools/bench/dist/main.js', [command, ...args]),
  chaos: () => handOver('tools/chaos/dist/main.js', args),
  test,
};

checkNode();
const run = commands[command];
if (!run) fail(`Name one of: ${Object.keys(commands).join(', ')}.`);
process.chdir(root);
await install();
await build();
await run();

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Postrider needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

/** Installs the packages that package-lock.json names, unless they are there. */
async function install() {
  if (isInstalled()) return;
  console.log('Installing packages …');
  const status = await runProgram('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=http'], {
    quiet: fetchCounter(),
  });
  if (status !== 0) fail('The packages couldn’t be installed: npm ci says why, above.');
  console.log('Packages are installed.');
}

/** npm shows nothing for minutes unless it has a terminal: its log of what it fetches is counted instead. */
function fetchCounter() {
  let fetched = 0;
  let shownAtMs = performance.now();
  return (/** @type {string} */ text) => {
    fetched += text.split('npm http ').length - 1;
    if (performance.now() - shownAtMs < 2000) return;
    shownAtMs = performance.now();
    console.log(`  … ${fetched} fetched so far`);
  };
}

/**
 * npm writes node_modules/.package-lock.json last, and in it what it really installed: a stamp that is also right when
 * somebody ran npm by hand. Optional packages are of another platform when they're missing, unless they name this one.
 */
function isInstalled() {
  const wanted = lockedPackages('package-lock.json');
  const present = lockedPackages(join('node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([path, { version, link, optional, os, cpu, libc }]) => {
    if (path === '' || !path.includes('node_modules/')) return true;
    const found = present[path];
    if (found) return Boolean(link) || found.version === version;
    return optional === true && !(os?.includes(process.platform) && cpu?.includes(process.arch) && libc === undefined);
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, link?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }>}
 */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/** Builds what changed; Nx keeps the rest. What it says is shown only when it fails. */
async function build() {
  const nx = programOf('nx');
  const status = await runProgram(process.execPath, [nx, 'run-many', '-t', 'build', '--outputStyle=static'], {
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
    quiet: () => undefined,
  });
  if (status !== 0) fail('The build failed: its output is above.');
}

/**
 * The script behind a package's command: run by this very Node, without npx in between to swallow signals.
 * @param {string} name
 */
function programOf(name) {
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[name]);
}

/**
 * Goes on as another program of ours, in this same process, so that signals reach it as they come.
 * @param {string} main
 * @param {string[]} mainArgs
 */
async function handOver(main, mainArgs) {
  if (!existsSync(join(root, main))) fail(`${main} is missing: the build didn’t make it.`);
  process.argv = [process.execPath, join(root, main), ...mainArgs];
  await import(pathToFileURL(join(root, main)).href);
}

/**
 * The same for a program of the image, which knows of no checkout: what its `.env` says is given to it, behind what the
 * environment says.
 * @param {string} main
 * @param {string[]} mainArgs
 */
async function handOverWithEnv(main, mainArgs) {
  const file = join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  await handOver(main, mainArgs);
}

/**
 * Two runs of Jest: what is independent side by side, then the whole flows, each of which wants the machine to itself.
 * Arguments are Jest's own: flags (a value joined with `=`), and paths of tests.
 */
async function test() {
  const flags = args.filter((arg) => arg.startsWith('-'));
  const paths = args.filter((arg) => !arg.startsWith('-')).map((path) => relative(root, resolve(calledFrom, path)));
  const results = join(root, '.postrider', 'test-results');
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  // Jest would leave one of two cores idle; much of the time is spent on waiting for servers.
  const workers = Math.max(2, availableParallelism() - 1);
  const parts = await jest('parts', ['--selectProjects', 'pure', 'parts', `--maxWorkers=${workers}`]);
  const flows = await jest('e2e', ['--selectProjects', 'e2e', '--runInBand']);
  const counts = [parts, flows].map(({ counts }) => counts);
  const total = (/** @type {'passed' | 'failed' | 'skipped'} */ kind) =>
    counts.reduce((sum, count) => sum + count[kind], 0);
  console.log(`\nAll tests: ${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped.`);
  if (total('passed') + total('failed') === 0) fail('No test ran: no file matches what was asked for.');
  process.exitCode = parts.status === 0 && flows.status === 0 ? 0 : 1;

  /**
   * @param {string} name
   * @param {string[]} selection
   */
  async function jest(name, selection) {
    const file = join(results, `${name}.json`);
    const bin = programOf('jest');
    const flagsOfNode = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`;
    const status = await runProgram(
      process.execPath,
      [bin, '--passWithNoTests', ...flags, ...selection, '--', ...paths],
      { env: { ...process.env, NODE_OPTIONS: flagsOfNode.trim(), POSTRIDER_TEST_COUNTS: file } },
    );
    return { status, counts: countsIn(file) };
  }
}

/**
 * What tools/test-counts.mjs wrote.
 * @param {string} file
 */
function countsIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
}

/**
 * Runs a program to its end and answers its exit status. A signal that reaches us alone is passed on, and we end when
 * the program has.
 * @param {string} program
 * @param {string[]} programArgs
 * @param {{ env?: NodeJS.ProcessEnv, quiet?: (text: string) => void }} [options] with `quiet`, the output goes there as
 *   it comes, and is shown when the program fails
 */
function runProgram(program, programArgs, { env = process.env, quiet } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(program, programArgs, {
      cwd: root,
      env,
      stdio: ['ignore', ...(quiet ? ['pipe', 'pipe'] : ['inherit', 'inherit'])],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        said += text;
        quiet?.(text);
      });
    }
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    let interrupted = false;
    const passOn = (/** @type {NodeJS.Signals} */ signal) => {
      interrupted = true;
      child.kill(signal);
    };
    for (const signal of signals) process.on(signal, passOn);
    child.once('error', failed);
    child.once('close', (status, signal) => {
      for (const each of signals) process.off(each, passOn);
      if (interrupted) process.exit(130);
      if (status !== 0 && quiet) console.error(said.replace(/^npm http .*\n/gm, ''));
      done(status ?? signal);
    });
  });
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
