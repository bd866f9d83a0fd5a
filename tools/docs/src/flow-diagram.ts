import { topics, type Part, type Topic } from '@postrider/schemas';

/** What stands before the flow and after it, and is in no topic. */
const OUTSIDE = [
  'publishers -- "HTTP" --> ingestion',
  'dispatcher -- "signed POST" --> endpoints',
  'retry-scheduler --- log[("Postgres: log, due times, jobs")]',
];

/** The flow table as a Mermaid diagram: every topic with who writes and who reads it. */
export function flowDiagram(): string {
  const table: readonly Topic[] = Object.values(topics);
  const lines = table.flatMap(({ name, from, to }) => {
    const short = name.replace('postrider.', '');
    const node = `${short.replace('-', '')}(["${short}"])`;
    return [...from.map((part) => `${id(part)} --> ${node}`), ...to.map((part) => `${node} --> ${id(part)}`)];
  });
  return ['```mermaid', 'flowchart TD', ...[...OUTSIDE, ...lines].map((line) => `  ${line}`), '```'].join('\n');
}

const id = (part: Part): string => (part === 'the public' ? 'public["whoever listens"]' : part);
