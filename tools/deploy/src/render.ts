import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf, repositoryRoot } from '@postrider/stack';
import { parseAllDocuments } from 'yaml';
import { KubernetesObject } from './kubernetes-object.js';

const run = promisify(execFile);

/** The overlays that somebody may apply, by the name of their folder. */
export const overlays = ['local', 'production', 'production-keda'] as const;

export type Overlay = (typeof overlays)[number];

/** The objects of an overlay, as `kubectl apply -k` would send them; throws what kubectl says when it can't make them. */
export async function render(overlay: Overlay): Promise<readonly KubernetesObject[]> {
  const folder = join(repositoryRoot, 'k8s', 'overlays', overlay);
  const { stdout } = await run('kubectl', ['kustomize', folder], { maxBuffer: 16 * 1024 * 1024 }).catch(
    (error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      throw new Error('kubectl is not on this machine: install it (any version since 1.31), it needs no cluster.');
    },
  );
  return parseAllDocuments(stdout).map((document) => KubernetesObject.parse(document.toJS()));
}
