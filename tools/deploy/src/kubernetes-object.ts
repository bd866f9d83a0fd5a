import { z } from 'zod';

/** Any Kubernetes object. */
export const KubernetesObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
});

export type KubernetesObject = z.infer<typeof KubernetesObject>;

/** How messages name an object. */
export const titleOf = ({ kind, metadata: { name } }: KubernetesObject): string => `${kind}/${name}`;

const Variable = z.looseObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .looseObject({
      secretKeyRef: z
        .looseObject({ name: z.string(), key: z.string(), optional: z.boolean().default(false) })
        .optional(),
    })
    .optional(),
});

const Probe = z.looseObject({
  httpGet: z.looseObject({ path: z.string(), port: z.union([z.string(), z.number()]) }).optional(),
});

const Amounts = z.record(z.string(), z.string());

const Container = z.looseObject({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).default([]),
  env: z.array(Variable).default([]),
  envFrom: z.array(z.looseObject({ configMapRef: z.looseObject({ name: z.string() }).optional() })).default([]),
  ports: z.array(z.looseObject({ name: z.string().optional(), containerPort: z.int() })).default([]),
  volumeMounts: z.array(z.looseObject({ mountPath: z.string() })).default([]),
  securityContext: z
    .looseObject({
      allowPrivilegeEscalation: z.boolean().optional(),
      readOnlyRootFilesystem: z.boolean().optional(),
      privileged: z.boolean().optional(),
      capabilities: z
        .looseObject({ drop: z.array(z.string()).default([]), add: z.array(z.string()).default([]) })
        .optional(),
    })
    .default({}),
  resources: z
    .looseObject({ requests: Amounts.default({}), limits: Amounts.default({}) })
    .default({ requests: {}, limits: {} }),
  startupProbe: Probe.optional(),
  livenessProbe: Probe.optional(),
  readinessProbe: Probe.optional(),
  lifecycle: z
    .looseObject({ preStop: z.looseObject({ sleep: z.looseObject({ seconds: z.int() }).optional() }).optional() })
    .optional(),
});

export type Container = z.infer<typeof Container>;

const PodSpec = z.looseObject({
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  enableServiceLinks: z.boolean().optional(),
  terminationGracePeriodSeconds: z.int().default(30),
  hostNetwork: z.boolean().optional(),
  hostPID: z.boolean().optional(),
  hostIPC: z.boolean().optional(),
  securityContext: z
    .looseObject({
      runAsNonRoot: z.boolean().optional(),
      runAsUser: z.int().optional(),
      seccompProfile: z.looseObject({ type: z.string() }).optional(),
    })
    .default({}),
  topologySpreadConstraints: z.array(z.looseObject({ topologyKey: z.string() })).default([]),
  initContainers: z.array(Container).default([]),
  containers: z.array(Container),
  volumes: z.array(z.looseObject({ name: z.string(), hostPath: z.unknown().optional() })).default([]),
});

const RUNS_PODS = ['Deployment', 'StatefulSet', 'Job', 'CronJob'] as const;

/** What runs pods. Of a CronJob it's the job that it's the template of. */
export const Workload = KubernetesObject.extend({
  kind: z.enum(RUNS_PODS),
  spec: z.looseObject({
    replicas: z.int().optional(),
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: PodSpec,
    }),
  }),
});

export type Workload = z.infer<typeof Workload>;

const CronJob = z.looseObject({ spec: z.looseObject({ jobTemplate: z.looseObject({ spec: z.unknown() }) }) });

/** Those of a set of objects that run pods. */
export const workloadsOf = (objects: readonly KubernetesObject[]): Workload[] =>
  objects
    .filter(({ kind }) => RUNS_PODS.some((one) => one === kind))
    .map((object) =>
      Workload.parse(
        object.kind === 'CronJob' ? { ...object, spec: CronJob.parse(object).spec.jobTemplate.spec } : object,
      ),
    );

/** What ends by itself: jobs, and the templates of jobs. */
export const isJob = ({ kind }: Workload): boolean => kind === 'Job' || kind === 'CronJob';

/** Every container of a pod, with those that run before. */
export const containersOf = ({ spec }: Workload): Container[] => [
  ...spec.template.spec.initContainers,
  ...spec.template.spec.containers,
];

/** Those of a set of objects that are of one kind. */
export const ofKind = (objects: readonly KubernetesObject[], kind: string): KubernetesObject[] =>
  objects.filter((object) => object.kind === kind);
