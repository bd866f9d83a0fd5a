import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@postrider/stack';
import { anchorsOf, linksOf } from './page-links.js';

const inDocs = readdirSync(join(repositoryRoot, 'docs'), { encoding: 'utf8', recursive: true });
const pages = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'libs/sdk/README.md'],
  ...inDocs.filter((name) => name.endsWith('.md')).map((name) => join('docs', name)),
];
const read = (page: string): string => readFileSync(join(repositoryRoot, page), 'utf8');

/** Whether a link of a page leads to a file or folder that there is, and, where it names one, to a heading of it. */
function leadsSomewhere(link: string, page: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(repositoryRoot, target))) return false;
  return anchor === undefined || anchorsOf(read(target)).has(anchor);
}

describe('every link', () => {
  it.each(pages)('leads somewhere: %s', (page) => {
    expect(linksOf(read(page)).filter((link) => !leadsSomewhere(link, page))).toEqual([]);
  });
});

describe('the anchors of a page', () => {
  it('are its headings without what isn’t letter, number or dash, numbered where they are the same', () => {
    const page = '# `a_b`, or: C\n\n## Und so fort\n\n## Und so fort\n\n```sh\n## no heading\n```\n';
    expect([...anchorsOf(page)]).toEqual(['a_b-or-c', 'und-so-fort', 'und-so-fort-1']);
  });

  it('aren’t links', () => {
    expect(linksOf('[a](b.md#c), [d](https://example.com), [e][f]\n```sh\n[g](h)\n```\n')).toEqual(['b.md#c']);
  });
});
