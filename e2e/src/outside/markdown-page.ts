import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@postrider/stack';

/** A fenced block of a page. */
export interface Block {
  /** What stands behind the fence: ```` ```sh until ```` has the language `sh` and the name `until`. */
  readonly language: string;
  readonly name: string;
  readonly text: string;
  /** Of its first line, in the page. */
  readonly line: number;
}

/** What stands between a heading of the second level and the next. */
export interface Section {
  readonly heading: string;
  readonly blocks: readonly Block[];
}

/** The sections of a page of the repository, without what is before the first heading. */
export async function sectionsOf(page: string): Promise<readonly Section[]> {
  const text = await readFile(join(repositoryRoot, page), 'utf8');
  const headings = [...text.matchAll(/^## (.+)$/gm)];
  return headings.map(({ 1: heading = '', index }, place) => ({
    heading,
    blocks: blocksIn(text, index, headings[place + 1]?.index),
  }));
}

/** Every block of a page of the repository. */
export const blocksOf = async (page: string): Promise<readonly Block[]> =>
  blocksIn(await readFile(join(repositoryRoot, page), 'utf8'));

function blocksIn(page: string, start = 0, end = page.length): readonly Block[] {
  const fences = page.slice(start, end).matchAll(/^```(\w*) ?(.*)\n([^]*?)^```$/gm);
  return [...fences].map(({ 1: language = '', 2: name = '', 3: text = '', index }) => ({
    language,
    name,
    text,
    line: page.slice(0, start + index).split('\n').length + 1,
  }));
}
