import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig, type Settings } from '@postrider/config';
import { repositoryRoot } from '@postrider/stack';
import { z } from 'zod';
import { containersOf, ofKind, workloadsOf, type KubernetesObject, type Workload } from './kubernetes-object.js';
import { overlays, render } from './render.js';
import { secretValues, variablesOf } from './service-settings.js';

const PROGRAM = join(repositoryRoot, 'apps', 'retry-scheduler', 'dist', 'recovery');

/** From the program's build: a tool doesn't depend on an app, it looks at it. */
const ofProgram = async (file: string): Promise<unknown> => import(pathToFileURL(join(PROGRAM, file)).href);

const ExitCodes = z.object({ exitCodes: z.record(z.string(), z.int()) });

const Command = z.looseObject({
  spec: z.looseObject({
    suspend: z.boolean().optional(),
    schedule: z.string(),
    jobTemplate: z.looseObject({
      spec: z.looseObject({
        podFailurePolicy: z.looseObject({
          rules: z.array(
            z.looseObject({
              action: z.string(),
              onExitCodes: z.looseObject({ operator: z.literal('In'), values: z.array(z.int()) }).optional(),
            }),
          ),
        }),
      }),
    }),
  }),
});

/** All pages, as one text. */
function documentation(): string {
  const pages = ['docs', join('docs', 'runbook')].flatMap((folder) =>
    readdirSync(join(repositoryRoot, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  );
  return pages.map((page) => readFileSync(join(repositoryRoot, page), 'utf8')).join('\n');
}

describe.each(overlays)('an operator’s commands in %s', (overlay) => {
  let objects: readonly KubernetesObject[];
  let commands: readonly Workload[];

  beforeAll(async () => {
    objects = await render(overlay);
    commands = workloadsOf(objects).filter(({ kind }) => kind === 'CronJob');
  });

  it('are those that the documentation has commands for', () => {
    const named = [...documentation().matchAll(/--from=cronjob\/([a-z-]+)/g)].map(([, name]) => name);
    expect([...new Set(named)].sort()).toEqual(commands.map(({ metadata }) => metadata.name).sort());
  });

  it('never run by themselves', () => {
    const specs = ofKind(objects, 'CronJob').map((object) => Command.parse(object).spec);
    expect(specs.map(({ suspend }) => suspend)).toEqual(commands.map(() => true));
    // The 30th of February, for whoever looks at it while it isn't suspended.
    expect(new Set(specs.map(({ schedule }) => schedule))).toEqual(new Set(['0 0 30 2 *']));
  });

  it('try again when something is away, and tell whoever asked otherwise', async () => {
    const { exitCodes } = ExitCodes.parse(await ofProgram('command-failed.js'));
    const { done, away, ...final } = exitCodes;
    for (const object of ofKind(objects, 'CronJob')) {
      const { rules } = Command.parse(object).spec.jobTemplate.spec.podFailurePolicy;
      const codes = rules.flatMap(({ action, onExitCodes }) => (action === 'FailJob' ? onExitCodes?.values : []));
      expect(codes).toEqual(Object.values(final));
      expect(codes).not.toContain(away);
      expect(done).toBe(0);
    }
  });

  it('are given all that recovery reads, as the services are', async () => {
    const { recoverySettings } = (await ofProgram('recovery.config.js')) as { recoverySettings: Settings };
    const shared = (name: string) =>
      workloadsOf(objects)
        .filter(({ metadata }) => metadata.name === name)
        .flatMap(containersOf)
        .flatMap((container) => [...variablesOf(container, objects)])
        .filter(([variable]) => variable in recoverySettings);
    const ofRecovery = commands.flatMap(({ metadata: { name } }) => (name.startsWith('recover-') ? [name] : []));
    expect(ofRecovery).toHaveLength(3);
    for (const name of ofRecovery) {
      const given = new Map(shared(name));
      const values = [...given].map(
        ([key, one]) => [key, one.from === 'secret' ? secretValues[one.key] : one.value] as const,
      );
      expect(() => loadConfig(recoverySettings, Object.fromEntries(values))).not.toThrow();
      expect(given).toEqual(new Map(shared('retry-scheduler')));
    }
  });

  it('and all others trust the authority that they are told of', () => {
    for (const container of workloadsOf(objects).flatMap(containersOf)) {
      const file = variablesOf(container, objects).get('NODE_EXTRA_CA_CERTS');
      if (file?.from !== 'config map') continue;
      expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toContain(dirname(file.value));
    }
  });
});
