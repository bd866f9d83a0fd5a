import { containersOf, isJob, titleOf, type Container, type Workload } from './kubernetes-object.js';

/** The name of our image, as the overlays' `images` have it. */
const OUR_IMAGE = 'postrider';

/** An image's name, without its registry, tag and digest. */
const imageNameOf = (image: string): string =>
  image
    .replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '')
    .split('/')
    .at(-1) ?? '';

export const isOurs = ({ image }: Container): boolean => imageNameOf(image) === OUR_IMAGE;

/** What a pod may not be, whatever runs in it: one sentence for each fault. */
export function podFaults(workload: Workload): string[] {
  const { spec } = workload.spec.template;
  const { securityContext: context } = spec;
  const faults = [
    spec.automountServiceAccountToken !== false && 'mounts a token for the cluster’s API',
    spec.enableServiceLinks !== false && 'gets variables of every Service of its namespace',
    (spec.hostNetwork ?? spec.hostPID ?? spec.hostIPC) === true && 'shares a namespace of its node',
    spec.volumes.some(({ hostPath }) => hostPath !== undefined) && 'mounts a folder of its node',
    context.runAsNonRoot !== true && 'may run as root',
    !((context.runAsUser ?? 0) > 0) && 'says no user to run as',
    context.seccompProfile?.type !== 'RuntimeDefault' && 'may make any system call',
  ];
  const own = faults.filter((fault) => fault !== false);
  return [
    ...own.map((fault) => `${titleOf(workload)} ${fault}`),
    ...containersOf(workload).flatMap((container) =>
      containerFaults(container).map((fault) => `${titleOf(workload)}, ${container.name}, ${fault}`),
    ),
    ...(isJob(workload) ? [] : workload.spec.template.spec.containers).flatMap((container) =>
      probeFaults(container).map((fault) => `${titleOf(workload)}, ${container.name}, ${fault}`),
    ),
  ];
}

function containerFaults(container: Container): string[] {
  const { image, securityContext: context, resources } = container;
  const tag = /:([^/:@]+)(?:@|$)/.exec(image)?.[1];
  const faults = [
    (tag === undefined || tag === 'latest') && !image.includes('@sha256:') && `has an image that may change: ${image}`,
    context.privileged === true && 'is privileged',
    context.allowPrivilegeEscalation !== false && 'may gain rights',
    // What servers of others write beside their data is theirs to know.
    isOurs(container) && context.readOnlyRootFilesystem !== true && 'may write to its image',
    (context.capabilities?.drop.includes('ALL') !== true || context.capabilities.add.length > 0) &&
      'keeps capabilities',
    ...(['requests', 'limits'] as const).flatMap((kind) =>
      ['cpu', 'memory'].map((what) => resources[kind][what] === undefined && `has no ${what} in its ${kind}`),
    ),
  ];
  return faults.filter((fault) => fault !== false);
}

function probeFaults(container: Container): string[] {
  const faults = [
    container.readinessProbe === undefined && 'isn’t asked whether it’s ready',
    container.livenessProbe === undefined && 'isn’t asked whether it lives',
  ];
  return faults.filter((fault) => fault !== false);
}
