import { readFileSync } from 'node:fs';
import { BlockList, isIPv6 } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { specialPurposeRanges } from '@postrider/egress';
import { repositoryRoot, serviceNames } from '@postrider/stack';
import { z } from 'zod';
import { containersOf, isJob, ofKind, workloadsOf, type KubernetesObject } from './kubernetes-object.js';
import { policiesOf, selects, waysOut, type NetworkPolicy, type Peer, type Way } from './network.js';
import { overlays, render } from './render.js';
import { allSettings, variablesOf } from './service-settings.js';

const KAFKA = [9092, 9093];
const POSTGRES = 5432;
const DNS = 53;

const Route = z.looseObject({
  path: z.string(),
  pathType: z.enum(['Prefix', 'Exact']),
  backend: z.looseObject({ service: z.looseObject({ name: z.string(), port: z.looseObject({ name: z.string() }) }) }),
});

describe.each(overlays)('the network of %s', (overlay) => {
  let objects: readonly KubernetesObject[];
  let policies: readonly NetworkPolicy[];

  beforeAll(async () => {
    objects = await render(overlay);
    policies = policiesOf(objects);
  });

  const labelsOf = (name: string): Record<string, string> => {
    const found = workloadsOf(objects).find(({ metadata }) => metadata.name === name);
    if (!found) throw new Error(`nothing runs ${name}`);
    return found.spec.template.metadata.labels;
  };
  const out = (name: string): Way[] => waysOut(policies, labelsOf(name));
  const everybody = (): string[] => workloadsOf(objects).map(({ metadata }) => metadata.name);
  const whoCalls = (port: number): string[] =>
    everybody().filter((name) => out(name).some(({ ports }) => ports.includes(port)));

  it('lets nothing through that no policy names', () => {
    const closed = policies.filter(({ spec }) => spec.egress.length === 0 && spec.ingress.length === 0);
    expect(closed.map(({ spec }) => spec)).toContainEqual(
      expect.objectContaining({ podSelector: selectAll, policyTypes: ['Ingress', 'Egress'] }),
    );
    const open = policies.flatMap(({ spec }) => [
      ...spec.egress.filter(({ to, ports }) => to.length === 0 || ports.length === 0),
      ...spec.ingress.filter(({ from, ports }) => from.length === 0 || ports.length === 0),
    ]);
    expect(open).toEqual([]);
  });

  it('lets the dispatcher alone out to the internet', () => {
    expect(everybody().filter((name) => out(name).some(({ to }) => to.ipBlock))).toEqual(['dispatcher']);
  });

  it('keeps the dispatcher from every address that it must not call, and from no other', () => {
    const blocks = out('dispatcher').flatMap(({ to }) => to.ipBlock ?? []);
    expect(blocks.map(({ cidr }) => cidr)).toEqual(['0.0.0.0/0', '2000::/3']);
    const except = blocks.flatMap((block) => block.except);
    expect(except.filter((range) => !specialPurposeRanges.includes(range))).toEqual([]);
    // A range is out of reach when it's in one that is excepted, or not in those that are open.
    const open = listOf(blocks.map(({ cidr }) => cidr));
    const shut = listOf(except);
    const reached = specialPurposeRanges.filter((range) => has(open, range) && !has(shut, range));
    expect(reached).toEqual([]);
  });

  it('lets those reach Postgres and Kafka that have them in their settings', async () => {
    const settings = await allSettings();
    const readers = (setting: string): string[] => [
      ...[...settings].flatMap(([name, known]) => (setting in known ? [name] : [])),
      ...workloadsOf(objects).flatMap((workload) =>
        isJob(workload) && containersOf(workload).some((one) => variablesOf(one, objects).has(setting))
          ? [workload.metadata.name]
          : [],
      ),
    ];
    expect(readers('DATABASE_URL')).toEqual(expect.arrayContaining(['migrate', 'recover-restored', 'reseal']));
    expect(whoCalls(POSTGRES).sort()).toEqual(readers('DATABASE_URL').sort());
    for (const port of KAFKA) expect(whoCalls(port).sort()).toEqual(readers('KAFKA_BROKERS').sort());
  });

  it('lets those through to the brokers whom they are told of', () => {
    const [container] =
      workloadsOf(objects).find(({ metadata }) => metadata.name === 'dispatcher')?.spec.template.spec.containers ?? [];
    const brokers = container && variablesOf(container, objects).get('KAFKA_BROKERS');
    const [, host = '', port = ''] = /^([^:,]+):(\d+)$/.exec(brokers?.from === 'config map' ? brokers.value : '') ?? [];
    const way = out('dispatcher').find(({ ports }) => ports.includes(Number(port)));
    const namespace = host.split('.')[1];
    // A bare name is a Service of this namespace.
    if (namespace === undefined) expect(way?.to.podSelector && selects(way.to.podSelector, labelsOf(host))).toBe(true);
    else expect(way?.to.namespaceSelector?.matchLabels).toEqual({ 'kubernetes.io/metadata.name': namespace });
  });

  it('lets doctor ask every service, and no other pod of this namespace', () => {
    for (const service of serviceNames) {
      const labels = labelsOf(service);
      const takes = (peer: Peer, caller: string): boolean =>
        peer.namespaceSelector === undefined && selects(peer.podSelector ?? selectAll, labelsOf(caller));
      const callers = everybody().filter((caller) =>
        policies
          .filter(({ spec }) => spec.policyTypes.includes('Ingress') && selects(spec.podSelector, labels))
          .some(({ spec }) => spec.ingress.some(({ from }) => from.some((peer) => takes(peer, caller)))),
      );
      expect({ service, callers }).toEqual({ service, callers: ['doctor'] });
      const ways = out('doctor').filter(({ to }) => to.podSelector && selects(to.podSelector, labels));
      expect(ways.map(({ ports }) => ports)).toEqual([['http']]);
    }
  });

  it('lets everybody look up names, in the cluster’s DNS', () => {
    expect(whoCalls(DNS)).toEqual(everybody());
    for (const { to } of out('subscription').filter(({ ports }) => ports.includes(DNS))) {
      expect(to.namespaceSelector?.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'kube-system' });
    }
  });

  it('has every operation of both APIs on one host, and no probe and no metrics', () => {
    const [ingress] = ofKind(objects, 'Ingress');
    const { spec } = z
      .looseObject({
        spec: z.looseObject({ rules: z.array(z.looseObject({ http: z.looseObject({ paths: z.array(Route) }) })) }),
      })
      .parse(ingress);
    expect(spec.rules).toHaveLength(1);
    const routes = spec.rules.flatMap(({ http }) => http.paths);
    /** As the API of Ingress says: an exact path goes first, then the longest prefix, by whole segments. */
    const backendOf = (path: string): string | undefined =>
      routes
        .filter((route) => (route.pathType === 'Exact' ? path === route.path : `${path}/`.startsWith(`${route.path}/`)))
        .sort(
          (a, b) => Number(b.pathType === 'Exact') - Number(a.pathType === 'Exact') || b.path.length - a.path.length,
        )[0]?.backend.service.name;

    for (const service of ['ingestion', 'subscription'] as const) {
      const [container] =
        workloadsOf(objects).find(({ metadata }) => metadata.name === service)?.spec.template.spec.containers ?? [];
      const prefix = container && variablesOf(container, objects).get('API_PATH_PREFIX');
      const before = prefix?.from === 'value' ? prefix.value : '';
      for (const path of [...operationsOf(service), '/openapi.json', '/docs', '/docs/swagger-ui.css']) {
        expect([service, path, backendOf(`${before}${path}`)]).toEqual([service, path, service]);
      }
      for (const path of ['/metrics', '/health/ready', '/health/live']) {
        expect([backendOf(path), backendOf(`${before}${path}`)]).toEqual([undefined, undefined]);
      }
    }
    for (const { backend } of routes) {
      expect(ofKind(objects, 'Service').map(({ metadata }) => metadata.name)).toContain(backend.service.name);
      expect(backend.service.port.name).toBe('http');
    }
  });
});

const selectAll = { matchLabels: {}, matchExpressions: [] };

/** The paths of an API, with something in the place of each parameter. */
function operationsOf(service: 'ingestion' | 'subscription'): string[] {
  const text = readFileSync(join(repositoryRoot, 'docs', 'openapi', `${service}.json`), 'utf8');
  const { paths } = z.looseObject({ paths: z.record(z.string(), z.unknown()) }).parse(JSON.parse(text));
  return Object.keys(paths).map((path) => path.replaceAll(/\{[^}]+\}/g, 'x'));
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

/** Whether a range begins in one of the list's: they are nested or apart. */
function has(list: BlockList, range: string): boolean {
  const [address = ''] = range.split('/');
  return list.check(address, familyOf(address));
}
