import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runbookDirectory } from './monitoring-files.js';

/** An alert's page, and what it has to be run. */
export interface RunbookPage {
  readonly alert: string;
  /** What its second-level headings are, in their order. */
  readonly headings: readonly string[];
  /** Each query of its `promql` blocks: paragraphs of a block are queries by themselves. */
  readonly queries: readonly string[];
  /** Each of its `sql` blocks. */
  readonly statements: readonly string[];
  /** Each of its `sh` blocks. */
  readonly commands: readonly string[];
  /** The lines of the log that it names. */
  readonly logEvents: readonly string[];
}

/** Every page of the runbook, but the list of them. */
export async function runbook(): Promise<readonly RunbookPage[]> {
  const files = (await readdir(runbookDirectory)).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return Promise.all(
    files
      .sort()
      .map(async (name) => readPage(name.replace(/\.md$/, ''), await readFile(join(runbookDirectory, name), 'utf8'))),
  );
}

/** What a page of Markdown has. */
export function readPage(alert: string, text: string): RunbookPage {
  const blocks = (language: string): string[] =>
    Array.from(text.matchAll(BLOCK), ([, found, code = '']) => (found === language ? [code.trim()] : [])).flat();
  return {
    alert,
    headings: Array.from(text.matchAll(/^## (.+)$/gm), ([, heading = '']) => heading),
    queries: blocks('promql').flatMap((block) => block.split(/\n\s*\n/)),
    statements: blocks('sql'),
    commands: blocks('sh'),
    logEvents: Array.from(text.matchAll(LOG_EVENT), ([, event = '']) => event),
  };
}

/** `noun.verb-past`, as no file and no name of a host is. */
const LOG_EVENT = /`([a-z-]+\.[a-z]+(?:-[a-z]+)*)`/g;
const BLOCK = /^```(\w+)\n(.*?)^```$/gms;
