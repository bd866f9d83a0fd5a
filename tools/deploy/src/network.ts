import { z } from 'zod';
import { ofKind, type KubernetesObject } from './kubernetes-object.js';

const Selector = z.looseObject({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(z.looseObject({ key: z.string(), operator: z.literal('In'), values: z.array(z.string()) }))
    .default([]),
});

const Peer = z.looseObject({
  ipBlock: z.looseObject({ cidr: z.string(), except: z.array(z.string()).default([]) }).optional(),
  namespaceSelector: Selector.optional(),
  podSelector: Selector.optional(),
});

const Ports = z.array(z.looseObject({ port: z.union([z.int(), z.string()]) })).default([]);

/** What a NetworkPolicy lets through. */
export const NetworkPolicy = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    podSelector: Selector,
    policyTypes: z.array(z.enum(['Ingress', 'Egress'])),
    ingress: z.array(z.looseObject({ from: z.array(Peer).default([]), ports: Ports })).default([]),
    egress: z.array(z.looseObject({ to: z.array(Peer).default([]), ports: Ports })).default([]),
  }),
});

export type NetworkPolicy = z.infer<typeof NetworkPolicy>;
export type Peer = z.infer<typeof Peer>;

export const policiesOf = (objects: readonly KubernetesObject[]): NetworkPolicy[] =>
  ofKind(objects, 'NetworkPolicy').map((object) => NetworkPolicy.parse(object));

/** Whether a selector takes what has these labels; an empty one takes everything. */
export function selects(
  { matchLabels, matchExpressions }: z.infer<typeof Selector>,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  );
}

/** A place that pods with certain labels may call, by whichever policy. */
export interface Way {
  readonly to: Peer;
  readonly ports: readonly (number | string)[];
}

/** Where pods with these labels may call. */
export function waysOut(policies: readonly NetworkPolicy[], labels: Readonly<Record<string, string>>): Way[] {
  return policies
    .filter(({ spec }) => spec.policyTypes.includes('Egress') && selects(spec.podSelector, labels))
    .flatMap(({ spec }) => spec.egress)
    .flatMap(({ to, ports }) => to.map((peer) => ({ to: peer, ports: ports.map(({ port }) => port) })));
}
