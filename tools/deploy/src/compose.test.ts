import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig, type Settings } from '@postrider/config';
import { HARD_STOP_MS } from '@postrider/service';
import { defaultPorts, repositoryRoot, serviceNames, type ServiceName } from '@postrider/stack';
import { parse } from 'yaml';
import { z } from 'zod';
import { composeServices } from './compose.js';
import { workloadsOf, type Container, type KubernetesObject } from './kubernetes-object.js';
import { render } from './render.js';
import { allSettings, variablesOf } from './service-settings.js';

const Scraping = z.looseObject({
  scrape_configs: z.array(z.looseObject({ static_configs: z.array(z.looseObject({ targets: z.array(z.string()) })) })),
});

const Version = z.looseObject({ version: z.string() });

const services = composeServices();
const serviceOf = (name: string) => {
  const found = services[name];
  if (!found) throw new Error(`docker-compose.yml has no ${name}`);
  return found;
};

describe('docker-compose.yml', () => {
  let settings: ReadonlyMap<ServiceName, Settings>;
  let objects: readonly KubernetesObject[];

  beforeAll(async () => {
    settings = await allSettings();
    objects = await render('local');
  });

  const containerOf = (name: string): Container => {
    const [container] =
      workloadsOf(objects).find(({ metadata }) => metadata.name === name)?.spec.template.spec.containers ?? [];
    if (!container) throw new Error(`k8s/overlays/local runs no ${name}`);
    return container;
  };

  it.each(serviceNames)('gives %s all that it needs, and by its own names', (name) => {
    expect(() => loadConfig(settings.get(name) ?? {}, serviceOf(name).environment)).not.toThrow();
    const known = new Set([...settings.values()].flatMap(Object.keys));
    expect(Object.keys(serviceOf(name).environment).filter((variable) => !known.has(variable))).toEqual([]);
  });

  it.each([...serviceNames, 'migrate', 'receiver', 'kafka', 'postgres'])(
    'runs the same %s as k8s/overlays/local',
    (name) => {
      const container = containerOf(name);
      expect(serviceOf(name).image).toBe(container.image);
      if (name !== 'postgres') expect(serviceOf(name).command).toEqual(container.args);
    },
  );

  it('runs the image of this version', () => {
    const { version } = Version.parse(JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')));
    for (const name of serviceNames) expect(serviceOf(name).image).toBe(`postrider:${version}`);
  });

  it.each(['kafka', 'postgres'])('sets %s up as k8s/overlays/local does', (name) => {
    const given = Object.fromEntries(
      [...variablesOf(containerOf(name), objects)].flatMap(([key, one]) =>
        one.from === 'value' ? [[key, one.value]] : [],
      ),
    );
    // Where it listens, and is found, is a matter of the place.
    const isOfThePlace = (key: string): boolean => /LISTENER|QUORUM_VOTERS|LOG_DIRS|PASSWORD/.test(key);
    const own = Object.entries(serviceOf(name).environment).filter(([key]) => !isOfThePlace(key));
    expect(Object.fromEntries(own)).toEqual(
      Object.fromEntries(Object.entries(given).filter(([key]) => !isOfThePlace(key))),
    );
  });

  it.each(serviceNames)(
    'has %s listen where Kubernetes has it listen, on this machine alone, and asks whether it’s ready',
    (name) => {
      const port = defaultPorts[name];
      const { ports, healthcheck } = serviceOf(name);
      expect(ports).toEqual([`127.0.0.1:${port}:${port}`]);
      expect(containerOf(name).ports.map(({ containerPort }) => containerPort)).toEqual([port]);
      expect(healthcheck?.test.join(' ')).toContain(
        `http://127.0.0.1:${port}${containerOf(name).readinessProbe?.httpGet?.path ?? ''}'`,
      );
    },
  );

  it.each(serviceNames)(
    'starts %s when Kafka takes work and the schema is there, with no more rights than in Kubernetes',
    (name) => {
      const { depends_on: awaited, read_only, cap_drop } = serviceOf(name);
      expect(awaited).toEqual({
        kafka: { condition: 'service_healthy' },
        migrate: { condition: 'service_completed_successfully' },
      });
      expect(serviceOf('migrate').depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
      expect([read_only, cap_drop]).toEqual([true, ['ALL']]);
    },
  );

  it.each(serviceNames)('lets %s end what is under way before it’s killed', (name) => {
    const { environment, stop_grace_period: period = '' } = serviceOf(name);
    expect(Number(/^(\d+)s$/.exec(period)?.[1]) * 1000).toBeGreaterThan(
      Number(environment.SHUTDOWN_GRACE_MS) + HARD_STOP_MS,
    );
  });

  it('has Prometheus scrape every service where it listens', () => {
    const text = readFileSync(join(repositoryRoot, 'monitoring', 'prometheus', 'prometheus.yml'), 'utf8');
    const { scrape_configs: configs } = Scraping.parse(parse(text));
    const targets = configs.flatMap(({ static_configs: all }) => all.flatMap((one) => one.targets));
    expect(targets).toEqual(serviceNames.map((name) => `${name}:${defaultPorts[name]}`));
  });

  it('mounts what is there', () => {
    const mounted = Object.values(services).flatMap(({ volumes }) =>
      volumes.filter((volume) => volume.startsWith('./')),
    );
    const paths = mounted.map((volume) => volume.split(':')[0] ?? '');
    expect(paths).toContain('./k8s/overlays/local/receiver.mjs');
    // The dashboards are written from code, and held by their own test.
    const missing = paths.filter((path) => !existsSync(join(repositoryRoot, path)));
    expect(missing.filter((path) => path !== './monitoring/grafana/dashboards')).toEqual([]);
  });
});
