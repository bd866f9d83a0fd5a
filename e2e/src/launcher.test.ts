import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { leasePort, portIsFree, repositoryRoot, serviceNames, TemporaryFolder } from '@postrider/stack';
import { eventually } from '@postrider/testing';

/** Stands in for each service: what is tested here is who starts, watches and ends them. */
const SERVICE = `
  import { createServer } from 'node:http';
  if (process.env.BROKEN && import.meta.url.includes(process.env.BROKEN)) throw new Error('wrong from the start');
  const server = createServer((request, response) => {
    response.end(request.url === '/environment' ? JSON.stringify({ pid: process.pid, ...process.env }) : 'ready');
  });
  server.listen(Number(process.env.PORT));
  process.on('SIGTERM', () => process.exit(0));
`;
/** Stands in for Docker with an engine: notes what it's told, and does nothing. */
const DOCKER = `#!/bin/sh
echo "$KAFKA_PORT $POSTGRES_PORT $*" >> "$DOCKER_CALLS"
echo 28.0
`;
const RUN = `import { start } from './tools/launcher/dist/index.js'; process.exit(await start(process.env.STAND_IN_APPS));`;

const PORT_VARIABLES = [
  'INGESTION_PORT',
  'SUBSCRIPTION_PORT',
  'DISPATCHER_PORT',
  'RETRY_SCHEDULER_PORT',
  'KAFKA_PORT',
  'POSTGRES_PORT',
];

jest.setTimeout(240_000);

describe('npm start', () => {
  let folder: TemporaryFolder;
  let environment: Record<string, string>;
  const runs: Run[] = [];

  const npmStart = (variables: Record<string, string> = {}): Run => {
    const run = new Run({ ...environment, ...variables });
    runs.push(run);
    return run;
  };

  const withDocker = () => ({ PATH: `${join(folder.path, 'docker')}:${process.env.PATH ?? ''}` });

  beforeAll(async () => {
    folder = await TemporaryFolder.create();
    for (const name of serviceNames) await writeProgram(join(folder.path, 'apps', name, 'dist', 'main.js'), SERVICE);
    await writeProgram(join(folder.path, 'apps', 'subscription', 'dist', 'migrate.js'), '');
    for (const name of serviceNames)
      await writeFile(join(folder.path, 'apps', name, 'package.json'), '{"type":"module"}');
    // A machine with a Docker engine would take that way.
    await writeProgram(join(folder.path, 'no-docker', 'docker'), '#!/bin/sh\nexit 1\n');
    await writeProgram(join(folder.path, 'docker', 'docker'), DOCKER);
    await writeProgram(
      join(folder.path, 'old-java', 'java'),
      '#!/bin/sh\necho \'openjdk version "11.0.2" 2019-01-15\' >&2\n',
    );
  });
  afterAll(() => folder.remove());

  beforeEach(async () => {
    environment = {
      PATH: `${join(folder.path, 'no-docker')}:${process.env.PATH ?? ''}`,
      STAND_IN_APPS: join(folder.path, 'apps'),
      POSTRIDER_STATE_DIR: join(folder.path, `state-${runs.length}`),
    };
    for (const variable of PORT_VARIABLES) environment[variable] = String(await leasePort());
  });
  afterEach(async () => {
    for (const run of runs) await run.kill();
  });

  it('starts everything, starts what dies again, and ends soon after Ctrl-C without a process left', async () => {
    const run = npmStart();
    await run.says('Postrider is ready');
    const before = await serviceEnvironment(environment.DISPATCHER_PORT);
    expect(before.KAFKA_BROKERS).toBe(`127.0.0.1:${environment.KAFKA_PORT}`);
    await run.says(String(before.POSTRIDER_ADMIN_KEY));
    await run.says(`KAFKA='${before.KAFKA_BROKERS}'`);

    process.kill(Number(before.pid), 'SIGKILL');
    await run.says('dispatcher is ready again');
    expect((await serviceEnvironment(environment.DISPATCHER_PORT)).pid).not.toBe(before.pid);

    const family = await descendants(run.pid);
    // The four services, Kafka, Postgres and its workers, and the guard.
    expect(family.length).toBeGreaterThan(7);
    const askedAtMs = performance.now();
    run.interrupt();
    await expect(run.exitCode).resolves.toBe(0);
    // Ten seconds by its own count, and what a machine may take beside that has others to serve.
    expect(performance.now() - askedAtMs).toBeLessThan(25_000);
    await expect(survivors(family)).resolves.toEqual([]);

    const again = npmStart({ POSTRIDER_STATE_DIR: environment.POSTRIDER_STATE_DIR ?? '' });
    await again.says('Postrider is ready');
    const after = await serviceEnvironment(environment.DISPATCHER_PORT);
    const { POSTRIDER_ADMIN_KEY, POSTRIDER_SECRET_KEY, DATABASE_URL } = before;
    expect(after).toMatchObject({ POSTRIDER_ADMIN_KEY, POSTRIDER_SECRET_KEY, DATABASE_URL });
  });

  it('ends everything even when it is killed, and can be started again at once', async () => {
    const run = npmStart();
    await run.says('Postrider is ready');
    const family = await descendants(run.pid);
    await run.kill();
    const again = npmStart();
    await again.says('Postrider is ready');
    await expect(survivors(family)).resolves.toEqual([]);
  });

  it('doesn’t start beside one that runs', async () => {
    const run = npmStart();
    await run.says('looking for Kafka');
    await expectRefusal(npmStart(), /^Postrider runs already from \S+ \(process \d+, since \S+\): .*Ctrl-C\.$/);
  });

  it('ends at Ctrl-C while it is still starting, without a process left', async () => {
    const run = npmStart();
    await run.says('its own');
    const family = await descendants(run.pid);
    run.interrupt();
    await expect(run.exitCode).resolves.toBe(130);
    await expect(survivors(family)).resolves.toEqual([]);
  });

  it('has Docker run the servers where an engine answers, and stop them in the end', async () => {
    const calls = join(folder.path, 'docker-calls');
    const run = npmStart({ ...withDocker(), DOCKER_CALLS: calls });
    await run.says('Postrider is ready');
    const { KAFKA_PORT, POSTGRES_PORT } = environment;
    const { KAFKA_BROKERS, DATABASE_URL } = await serviceEnvironment(environment.INGESTION_PORT);
    expect(KAFKA_BROKERS).toBe(`127.0.0.1:${KAFKA_PORT}`);
    expect(DATABASE_URL).toBe(`postgres://postrider:postrider@127.0.0.1:${POSTGRES_PORT}/postrider`);
    run.interrupt();
    await expect(run.exitCode).resolves.toBe(0);
    const file = join(repositoryRoot, 'docker-compose.yml');
    expect((await readFile(calls, 'utf8')).trim().split('\n').slice(2)).toEqual([
      `${KAFKA_PORT} ${POSTGRES_PORT} compose -f ${file} up --detach --wait kafka postgres`,
      expect.stringMatching(/compose -f \S+ stop --timeout \d kafka postgres$/),
    ]);
  });

  it('says which service couldn’t start, and why, and ends the others', async () => {
    const run = npmStart({ ...withDocker(), DOCKER_CALLS: '/dev/null', BROKEN: 'retry-scheduler' });
    await expect(run.exitCode).resolves.toBe(1);
    expect(run.output).toMatch(
      /^retry-scheduler ended while it started; its log, \S+, ends with: .*wrong from the start/m,
    );
    expect(await portIsFree(Number(environment.INGESTION_PORT))).toBe(true);
  });

  it('names a taken port, and the variable that changes it', async () => {
    const port = Number(environment.SUBSCRIPTION_PORT);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    await expectRefusal(npmStart(), new RegExp(`^Port ${port} \\(SUBSCRIPTION_PORT\\) is taken by another program`));
    await new Promise((resolve) => other.close(resolve));
  });

  it('says which given server doesn’t answer, without its password', async () => {
    const nowhere = await leasePort();
    await expectRefusal(
      npmStart({ KAFKA_BROKERS: `127.0.0.1:${nowhere}` }),
      /^KAFKA_BROKERS names no broker that answers .*ECONNREFUSED/,
    );
    const run = npmStart({ DATABASE_URL: `postgres://me:hidden@127.0.0.1:${nowhere}/mine` });
    await expectRefusal(run, /^DATABASE_URL names Postgres at 127\.0\.0\.1:\d+, which doesn't answer: .*ECONNREFUSED/);
    expect(run.output).not.toContain('hidden');
  });

  it('names the three choices when there is neither a server nor a way to run one', async () => {
    const choices =
      /^Postrider needs Apache Kafka.*set KAFKA_BROKERS.*Docker engine \(.*no engine answers\).*Java 17 or newer and Maven/;
    const old = { JAVA_HOME: '', PATH: `${join(folder.path, 'old-java')}:${environment.PATH ?? ''}` };
    await expectRefusal(npmStart(old), choices, 'the Java found is 11');
    await expectRefusal(
      npmStart({ JAVA_HOME: '', PATH: join(folder.path, 'no-docker') }),
      choices,
      'no Java was found',
    );
  });
});

/** One run of the launcher, in a process group of its own as a terminal would give it. */
class Run {
  readonly #child: ChildProcess;
  readonly exitCode: Promise<number | null>;
  output = '';

  constructor(environment: Record<string, string>) {
    this.#child = spawn(process.execPath, ['--input-type=module', '-e', RUN], {
      cwd: repositoryRoot,
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        this.#child.emit('said');
      });
    }
    this.exitCode = new Promise((resolve) => this.#child.once('close', (code) => resolve(code)));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when the text has been said; rejects when the run ends without it. */
  async says(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      const ended = await Promise.race([
        this.exitCode,
        new Promise<'said'>((resolve) => this.#child.once('said', () => resolve('said'))),
      ]);
      if (ended !== 'said' && !this.output.includes(text))
        throw new Error(`It ended without "${text}":\n${this.output}`);
    }
  }

  /** As Ctrl-C in a terminal under npm: once from the terminal, and once more from npm. */
  interrupt(): void {
    process.kill(this.pid, 'SIGINT');
    process.kill(this.pid, 'SIGINT');
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exitCode;
  }
}

async function expectRefusal(run: Run, sentence: RegExp, detail = ''): Promise<void> {
  await expect(run.exitCode).resolves.toBe(1);
  const lines = run.output.split('\n').filter((line) => line !== '' && !line.startsWith('  …'));
  expect(lines).toEqual([expect.stringMatching(sentence)]);
  expect(run.output).toContain(detail);
}

async function serviceEnvironment(port: string | undefined): Promise<Record<string, string>> {
  const answer = await fetch(`http://127.0.0.1:${port}/environment`);
  return (await answer.json()) as Record<string, string>;
}

async function writeProgram(file: string, text: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o755);
}

/** Every process that descends from this one, whatever group or session it leads: pid and start time. */
async function descendants(pid: number): Promise<string[]> {
  const rows = await processTable();
  const below = (parent: string): string[] =>
    rows.filter((row) => row.parent === parent).flatMap((row) => [row.identity, ...below(row.pid)]);
  return below(String(pid));
}

/** Which of them still live, once those that are about to end have had their time for it. */
async function survivors(family: readonly string[]): Promise<string[]> {
  let left = [...family];
  const allEnded = async (): Promise<boolean> => {
    const living = new Set(
      (await processTable()).filter(({ state }) => !state.startsWith('Z')).map(({ identity }) => identity),
    );
    left = family.filter((identity) => living.has(identity));
    return left.length === 0;
  };
  await eventually('all of them to end', allEnded).catch(() => undefined);
  return left;
}

async function processTable(): Promise<{ pid: string; parent: string; state: string; identity: string }[]> {
  const ps = spawn('ps', ['-A', '-o', 'pid=,ppid=,state=,lstart='], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const chunk of ps.stdout.setEncoding('utf8')) text += String(chunk);
  return text.split('\n').flatMap((line) => {
    const [pid, parent, state, ...startedAt] = line.trim().split(/\s+/);
    return pid && parent && state ? [{ pid, parent, state, identity: `${pid} ${startedAt.join(' ')}` }] : [];
  });
}
