import { z } from 'zod';
import { titleOf, type KubernetesObject } from './kubernetes-object.js';

/** An object as its package has it, with a check that was compiled from a JSON Schema. It throws all that it finds. */
type Model = new (object: object) => { validate(): void };

const Found = z.object({ errors: z.array(z.object({ instancePath: z.string(), message: z.string().default('') })) });

/** Where the packages of kubernetes-models have the schemas and types of an API; Strimzi isn't among them. */
const PACKAGES: readonly (readonly [group: RegExp, name: string])[] = [
  [/^keda\.sh$/, '@kubernetes-models/keda'],
  [/^monitoring\.coreos\.com$/, '@kubernetes-models/prometheus-operator'],
  [/^(?:$|[^.]+$|.*\.k8s\.io$)/, 'kubernetes-models'],
];

/** KafkaTopic of Strimzi's v1 API, by its reference: nothing but this may stand in one. */
const KafkaTopic = z.strictObject({
  apiVersion: z.literal('kafka.strimzi.io/v1'),
  kind: z.literal('KafkaTopic'),
  metadata: z.looseObject({
    name: z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/),
    labels: z.looseObject({ 'strimzi.io/cluster': z.string() }),
  }),
  spec: z.strictObject({
    topicName: z.string().optional(),
    partitions: z.int().positive(),
    replicas: z.int().positive(),
    config: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
});

/** The module that has the class of an object's kind: of its package, its API group and version. */
export function moduleOf({ apiVersion, kind }: KubernetesObject): string | undefined {
  const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
  const found = PACKAGES.find(([groups]) => groups.test(group));
  return found && `${found[1]}/${apiVersion}/${kind}`;
}

/** What their schemas have against objects, each with its place; nothing when all are valid. */
export async function schemaFaults(objects: readonly KubernetesObject[]): Promise<string[]> {
  const faults: string[] = [];
  // One after another: modules that are loaded at the same time would be linked at the same time.
  for (const object of objects) faults.push(...(await faultsOf(object)));
  return faults;
}

async function faultsOf(object: KubernetesObject): Promise<string[]> {
  if (object.apiVersion.startsWith('kafka.strimzi.io/')) {
    const { error } = KafkaTopic.safeParse(object);
    return error ? error.issues.map(({ path, message }) => `${titleOf(object)} /${path.join('/')} ${message}`) : [];
  }
  const from = moduleOf(object);
  if (from === undefined) return [`${titleOf(object)} is of an API without a schema here: ${object.apiVersion}`];
  const models = (await import(from).catch(() => ({}))) as Record<string, Model>;
  const KnownModel = models[object.kind];
  if (!KnownModel) return [`${titleOf(object)} is of no kind that ${object.apiVersion} has`];
  try {
    new KnownModel(object).validate();
    return [];
  } catch (error) {
    const { errors } = Found.parse(error);
    return errors.map(({ instancePath, message }) => `${titleOf(object)} ${instancePath} ${message}`);
  }
}
