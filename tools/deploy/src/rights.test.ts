import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { containersOf, ofKind, workloadsOf, type KubernetesObject } from './kubernetes-object.js';
import { isOurs } from './pod-policy.js';
import { overlays, render } from './render.js';

const Account = z.looseObject({ automountServiceAccountToken: z.boolean().optional() });

describe.each(overlays)('what a pod of ours may ask the cluster’s API in %s', (overlay) => {
  let objects: readonly KubernetesObject[];

  beforeAll(async () => {
    objects = await render(overlay);
  });

  it('is nothing: its account is for what it is alone, and gives it no token', () => {
    const accounts = new Map(
      ofKind(objects, 'ServiceAccount').map((object) => [object.metadata.name, Account.parse(object)]),
    );
    for (const account of accounts.values()) expect(account.automountServiceAccountToken).toBe(false);
    const ours = workloadsOf(objects).filter((workload) => containersOf(workload).some(isOurs));
    const used = ours
      .filter(({ metadata }) => metadata.name !== 'receiver')
      .map(({ spec: { template } }) => {
        expect(template.spec.serviceAccountName).toBe(template.metadata.labels['app.kubernetes.io/name']);
        return template.spec.serviceAccountName ?? '';
      });
    expect(new Set(used)).toEqual(new Set(accounts.keys()));
  });

  it('is granted by no role', () => {
    const kinds = new Set(objects.map(({ kind }) => kind));
    for (const kind of ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']) expect(kinds).not.toContain(kind);
  });
});
