import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { failures, problems } from '@postrider/schemas';
import { repositoryRoot } from '@postrider/stack';
import { alertCases, alerts, rules, runbookDirectory } from './monitoring-files.js';
import { readPage, runbook } from './runbook.js';

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();

describe('alerts', () => {
  it('have a case each in which they fire, in every severity, and one in which they don’t', async () => {
    const cases = await alertCases();
    for (const { alert, labels } of await alerts()) {
      const own = cases.filter((one) => one.alert === alert);
      expect([alert, labels.severity, own.some(({ severities }) => severities.includes(labels.severity))]).toEqual([
        alert,
        labels.severity,
        true,
      ]);
      expect([alert, own.some(({ severities }) => severities.length === 0)]).toEqual([alert, true]);
    }
  });

  it('have a page each, to which they lead, and every page has its alert', async () => {
    for (const { alert, annotations } of await alerts()) {
      expect(annotations.runbook_url).toBe(`docs/runbook/${alert}.md`);
      expect([alert, existsSync(join(repositoryRoot, annotations.runbook_url))]).toEqual([alert, true]);
    }
    const pages = (await runbook()).map(({ alert }) => alert);
    expect(pages).toEqual(unique((await alerts()).map(({ alert }) => alert)));
  });

  it('rest on words that the services use', async () => {
    const expressions = (await rules()).map(({ expr }) => expr).join('\n');
    const wordsOf = (label: string): readonly string[] =>
      unique(
        Array.from(expressions.matchAll(new RegExp(`${label}=~?"([^"]+)"`, 'g')), ([, words = '']) =>
          words.split('|'),
        ).flat(),
      );
    expect(wordsOf('reason').filter((word) => word !== 'none' && !(word in failures))).toEqual([]);
    expect(wordsOf('code').filter((word) => !(word in problems))).toEqual([]);
    expect(wordsOf('code').length).toBeGreaterThan(2);
  });

  it('ask for no bucket with an integer bound, which Prometheus 2 and 3 write differently', async () => {
    for (const { expr } of await rules()) expect(expr).not.toMatch(/le=~?"\d+(\.0)?"/);
  });
});

describe('a page of the runbook', () => {
  it('says what it means, how to see it and what to do, with something to run', async () => {
    for (const { alert, headings, queries, statements, commands } of await runbook()) {
      expect([alert, headings]).toEqual([alert, ['What it means', 'See it', 'What to do']]);
      expect([alert, queries.length > 0]).toEqual([alert, true]);
      expect([alert, commands.length + statements.length > 0]).toEqual([alert, true]);
    }
  });

  it('is read block by block', () => {
    const text =
      '## See it\n\nThe log says `consumer.offset-gone`.\n\n```promql\nup\n\nsum(\n  up\n)\n```\n\n```sql\nselect 1\n```\n\n```sh\nls\n```\n';
    expect(readPage('A', text)).toEqual({
      alert: 'A',
      headings: ['See it'],
      queries: ['up', 'sum(\n  up\n)'],
      statements: ['select 1'],
      commands: ['ls'],
      logEvents: ['consumer.offset-gone'],
    });
  });

  it('is in the list of them', async () => {
    const list = await readFile(join(runbookDirectory, 'README.md'), 'utf8');
    const linked = unique(Array.from(list.matchAll(/\]\((\w+)\.md\)/g), ([, name = '']) => name));
    expect(linked).toEqual((await runbook()).map(({ alert }) => alert));
  });

  it('names lines of the log as the services write them', async () => {
    const sources = await Promise.all(['apps', 'libs'].map(sourceOf));
    for (const { alert, logEvents } of await runbook())
      for (const event of logEvents)
        expect([alert, event, sources.some((source) => source.includes(`'${event}'`))]).toEqual([alert, event, true]);
  });
});

/** All that is in the TypeScript of a folder's projects. */
async function sourceOf(folder: string): Promise<string> {
  const path = join(repositoryRoot, folder);
  const texts: string[] = [];
  for (const project of await readdir(path)) {
    const source = join(path, project, 'src');
    for (const file of await readdir(source, { recursive: true }))
      if (file.endsWith('.ts')) texts.push(await readFile(join(source, file), 'utf8'));
  }
  return texts.join('\n');
}
