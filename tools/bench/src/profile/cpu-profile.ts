import { z } from 'zod';

/** What V8 writes: a tree of calls, and which node was on top at each sample. */
export const CpuProfile = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.int() }),
      children: z.array(z.int()).optional(),
    }),
  ),
  samples: z.array(z.int()),
  /** Microseconds from the sample before to this one. */
  timeDeltas: z.array(z.number()),
});

export type CpuProfile = z.infer<typeof CpuProfile>;

/** A function as called from the one above it, with the time spent in it. */
export interface Frame {
  readonly name: string;
  /** In the function itself, and in it with all that it called. */
  readonly selfUs: number;
  readonly totalUs: number;
  readonly children: readonly Frame[];
}

/** What V8 calls the time in which there was nothing to do. */
const IDLE = '(idle)';

/** The calls of a profile as a tree, the longest first, without the time in which nothing ran. */
export function framesOf({ nodes, samples, timeDeltas }: CpuProfile): Frame {
  const selfUs = new Map<number, number>();
  // The time until the next sample is the one that this sample's function is seen in.
  for (const [index, id] of samples.entries())
    selfUs.set(id, (selfUs.get(id) ?? 0) + Math.max(0, timeDeltas[index + 1] ?? 0));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const frameOf = (id: number): Frame[] => {
    const node = byId.get(id);
    if (!node || node.callFrame.functionName === IDLE) return [];
    const own = selfUs.get(id) ?? 0;
    const children = (node.children ?? []).flatMap(frameOf).sort((a, b) => b.totalUs - a.totalUs);
    const totalUs = children.reduce((sum, child) => sum + child.totalUs, own);
    return totalUs === 0 ? [] : [{ name: nameOf(node.callFrame), selfUs: own, totalUs, children }];
  };
  const [root] = nodes.slice(0, 1).flatMap(({ id }) => frameOf(id));
  return root ?? { name: '(root)', selfUs: 0, totalUs: 0, children: [] };
}

/** The functions that most time was spent in themselves, wherever they were called from. */
export function hottest(root: Frame, count: number): { readonly name: string; readonly selfUs: number }[] {
  const byName = new Map<string, number>();
  const visit = ({ name, selfUs, children }: Frame): void => {
    byName.set(name, (byName.get(name) ?? 0) + selfUs);
    for (const child of children) visit(child);
  };
  visit(root);
  return Array.from(byName, ([name, selfUs]) => ({ name, selfUs }))
    .sort((a, b) => b.selfUs - a.selfUs)
    .slice(0, count);
}

/** `send kafkajs/src/network/connection.js:123`: enough of the path to know whose it is. */
function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const [, inside = url] = /(?:.*\/node_modules\/|\/(?=(?:apps|libs|tools)\/[^/]+\/dist\/))(.*)$/.exec(url) ?? [];
  return `${name} ${inside.replace(/\?.*$/, '')}:${lineNumber + 1}`;
}
