import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig, type Settings } from '@postrider/config';
import { kafkaSettings, topicSpecs } from '@postrider/kafka';
import { deliverySettings, HARD_STOP_MS, inboxSettings, serviceSettings } from '@postrider/service';
import { defaultPorts, repositoryRoot, serviceNames, type ServiceName } from '@postrider/stack';
import { z } from 'zod';
import { ofKind, workloadsOf, type KubernetesObject, type Workload } from './kubernetes-object.js';
import { overlays, render } from './render.js';
import { allSettings, isNodes, secretValues, variablesOf, type Given } from './service-settings.js';

describe.each(overlays)('the settings in %s', (overlay) => {
  let objects: readonly KubernetesObject[];
  let known: ReadonlyMap<ServiceName, Settings>;

  beforeAll(async () => {
    objects = await render(overlay);
    known = await allSettings();
  });

  const settingsOf = (service: ServiceName): Settings => known.get(service) ?? {};

  function deploymentOf(service: ServiceName): Workload {
    const found = workloadsOf(objects).find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === service);
    if (!found) throw new Error(`there is no Deployment ${service}`);
    return found;
  }
  function containerOf(service: ServiceName) {
    const [container] = deploymentOf(service).spec.template.spec.containers;
    if (!container) throw new Error(`${service} has no container`);
    return container;
  }
  const given = (service: ServiceName): Map<string, Given> => variablesOf(containerOf(service), objects);

  /** A service's variables as its process sees them. */
  const values = (service: ServiceName): Record<string, string | undefined> =>
    Object.fromEntries(
      [...given(service)].map(([name, one]) => [name, one.from === 'secret' ? secretValues[one.key] : one.value]),
    );

  it.each(serviceNames)('are taken by %s, all that it needs among them', (service) => {
    const settings = settingsOf(service);
    expect(() => loadConfig(settings, values(service))).not.toThrow(ConfigError);
  });

  it.each(serviceNames)('are known to %s, where they are for it alone', (service) => {
    const names = Object.keys(settingsOf(service));
    const own = [...given(service)].flatMap(([name, { from }]) =>
      from === 'config map' || isNodes(name) ? [] : [name],
    );
    expect(own.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('are each known to a service, where they are for all', () => {
    const names = new Set([...known.values()].flatMap(Object.keys));
    const shared = [...given('ingestion')].flatMap(([name, { from }]) => (from === 'config map' ? [name] : []));
    expect(shared.filter((name) => !names.has(name) && !isNodes(name))).toEqual([]);
  });

  it.each(serviceNames)('have no secret of %s lie open', (service) => {
    const settings = settingsOf(service);
    const open = [...given(service)].filter(([name, { from }]) => settings[name]?.secret && from !== 'secret');
    expect(open).toEqual([]);
    expect(ofKind(objects, 'Secret')).toEqual([]);
  });

  it('refer to one secret, whose keys the documentation says how to make', () => {
    const text = readFileSync(join(repositoryRoot, 'docs', 'deploy.md'), 'utf8');
    const keys = workloadsOf(objects).flatMap(({ spec }) =>
      [...spec.template.spec.initContainers, ...spec.template.spec.containers].flatMap(({ env }) =>
        env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []),
      ),
    );
    expect(new Set(keys.map(({ name }) => name))).toEqual(new Set(['postrider']));
    for (const { key } of keys) expect(text).toContain(`\`${key}\``);
  });

  it.each(serviceNames)(
    'have %s run by its own program, at its own port, behind its Service and its probes',
    (service) => {
      const { args, ports, startupProbe, livenessProbe, readinessProbe } = containerOf(service);
      expect(args).toEqual([`apps/${service}/dist/main.js`]);
      expect(ports).toEqual([expect.objectContaining({ name: 'http', containerPort: defaultPorts[service] })]);
      expect(startupProbe?.httpGet).toEqual({ path: '/health/live', port: 'http' });
      expect(livenessProbe?.httpGet).toEqual({ path: '/health/live', port: 'http' });
      expect(readinessProbe?.httpGet).toEqual({ path: '/health/ready', port: 'http' });
      const found = ofKind(objects, 'Service').find(({ metadata }) => metadata.name === service);
      expect(found).toMatchObject({
        spec: {
          selector: { 'app.kubernetes.io/name': service },
          ports: [{ name: 'http', port: defaultPorts[service], targetPort: 'http' }],
        },
      });
      expect(deploymentOf(service).spec.template.metadata.labels).toMatchObject({ 'app.kubernetes.io/name': service });
    },
  );

  it.each(serviceNames)('let %s end what is under way before it’s killed', (service) => {
    const grace = loadConfig({ ...serviceSettings, ...deliverySettings }, values(service));
    const { terminationGracePeriodSeconds: seconds } = deploymentOf(service).spec.template.spec;
    const preStop = containerOf(service).lifecycle?.preStop?.sleep?.seconds ?? 0;
    expect(preStop).toBeGreaterThan(0);
    expect(seconds * 1000).toBeGreaterThan(preStop * 1000 + grace.SHUTDOWN_GRACE_MS + HARD_STOP_MS);
    // The longest that an endpoint may ask for.
    expect(deliverySettings.DELIVERY_TIMEOUT_MS.schema.safeParse(String(grace.SHUTDOWN_GRACE_MS)).success).toBe(true);
    expect(deliverySettings.DELIVERY_TIMEOUT_MS.schema.safeParse(String(grace.SHUTDOWN_GRACE_MS + 1)).success).toBe(
      false,
    );
  });

  it.each(serviceNames)('have %s spread over nodes and zones, and not evicted all at once', (service) => {
    const { topologySpreadConstraints } = deploymentOf(service).spec.template.spec;
    expect(topologySpreadConstraints.map(({ topologyKey }) => topologyKey)).toEqual([
      'topology.kubernetes.io/zone',
      'kubernetes.io/hostname',
    ]);
    const budget = ofKind(objects, 'PodDisruptionBudget').find(({ metadata }) => metadata.name === service);
    expect(budget).toMatchObject({
      spec: { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': service } } },
    });
  });

  it('have whoever knows the database wait for its schema, and nobody else', () => {
    for (const service of serviceNames) {
      const knowsIt = 'DATABASE_URL' in settingsOf(service);
      const waits = deploymentOf(service).spec.template.spec.initContainers.map(({ args }) => args);
      expect({ service, waits }).toEqual({
        service,
        waits: knowsIt ? [['apps/subscription/dist/await-schema.js']] : [],
      });
    }
  });

  it('make the same topics as resources of Strimzi that services would make themselves', () => {
    const topics = ofKind(objects, 'KafkaTopic').map((topic) => ({
      name: topic.metadata.name,
      ...z
        .object({
          spec: z.object({ partitions: z.int(), replicas: z.int(), config: z.record(z.string(), z.string()) }),
        })
        .parse(topic).spec,
    }));
    const jobs = workloadsOf(objects).flatMap(({ kind, metadata }) => (kind === 'Job' ? [metadata.name] : []));
    if (overlay === 'local') {
      expect([topics, jobs]).toEqual([[], ['migrate', 'topics']]);
      return;
    }
    const config = loadConfig({ ...kafkaSettings, ...inboxSettings }, values('ingestion'));
    const specs = topicSpecs(
      config,
      config.INBOX_TOPICS.map(({ topic }) => topic),
    );
    const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
    expect(topics.sort(byName)).toEqual(
      specs
        .map(({ name, partitions, replication: replicas, settings: config }) => ({
          name,
          partitions,
          replicas,
          config,
        }))
        .sort(byName),
    );
    expect(jobs).toEqual(['migrate']);
  });
});
