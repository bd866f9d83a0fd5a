import { describe, expect, it } from '@jest/globals';
import { Workload } from './kubernetes-object.js';
import { podFaults } from './pod-policy.js';
import { overlays, render } from './render.js';
import { workloadsOf } from './kubernetes-object.js';

const container = {
  name: 'a',
  image: 'registry.example:5000/postrider:1.2.3',
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } },
  readinessProbe: {},
  livenessProbe: {},
};
const pod = {
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: { runAsNonRoot: true, runAsUser: 1, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [container],
};

/** The faults of a pod that differs from a good one in this. */
const faultsWith = (change: object, inContainer: object = {}): string[] =>
  podFaults(
    Workload.parse({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a' },
      spec: {
        template: {
          metadata: { labels: {} },
          spec: { ...pod, containers: [{ ...container, ...inContainer }], ...change },
        },
      },
    }),
  );

const { securityContext } = container;

describe('what a pod may not be', () => {
  it('is said of none that is as it should be', () => {
    expect(faultsWith({})).toEqual([]);
    expect(faultsWith({}, { image: 'postrider@sha256:00' })).toEqual([]);
  });

  it.each([
    ['a token', { automountServiceAccountToken: true }],
    ['service links', { enableServiceLinks: undefined }],
    ['the node’s network', { hostNetwork: true }],
    ['a folder of the node', { volumes: [{ name: 'a', hostPath: { path: '/' } }] }],
    ['root, perhaps', { securityContext: { ...pod.securityContext, runAsNonRoot: undefined } }],
    ['root', { securityContext: { ...pod.securityContext, runAsUser: 0 } }],
    ['every system call', { securityContext: { ...pod.securityContext, seccompProfile: undefined } }],
    ['an init container of its own ways', { initContainers: [{ ...container, image: 'postrider' }] }],
  ])('is said of one with %s', (_what, change) => {
    expect(faultsWith(change)).toHaveLength(1);
  });

  it.each([
    ['no tag', { image: 'registry.example:5000/postrider' }],
    ['the tag latest', { image: 'postrider:latest' }],
    ['privileges', { securityContext: { ...securityContext, privileged: true } }],
    ['a way to more rights', { securityContext: { ...securityContext, allowPrivilegeEscalation: undefined } }],
    ['a root file system to write to', { securityContext: { ...securityContext, readOnlyRootFilesystem: undefined } }],
    ['capabilities', { securityContext: { ...securityContext, capabilities: undefined } }],
    ['a capability', { securityContext: { ...securityContext, capabilities: { drop: ['ALL'], add: ['CHOWN'] } } }],
    ['no limit of memory', { resources: { ...container.resources, limits: { cpu: '1' } } }],
    ['no request of CPU', { resources: { ...container.resources, requests: { memory: '1Gi' } } }],
    ['no readiness', { readinessProbe: undefined }],
    ['no liveness', { livenessProbe: undefined }],
  ])('is said of one whose container has %s', (_what, change) => {
    expect(faultsWith({}, change)).toHaveLength(1);
  });

  it.each(overlays)('is said of nothing in %s', async (overlay) => {
    expect(workloadsOf(await render(overlay)).flatMap(podFaults)).toEqual([]);
  });
});
