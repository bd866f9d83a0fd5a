import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment } from '@postrider/outside';
import { leasePort, repositoryRoot } from '@postrider/stack';
import { eventually } from '@postrider/testing';
import { patternOf, shownAs } from './outside/answer-shape.js';
import { BashSession } from './outside/bash-session.js';
import { sectionsOf, type Block } from './outside/markdown-page.js';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

const GUIDE = 'docs/guide.md';
const sections = await sectionsOf(GUIDE);

let postrider: Deployment;
let shell: BashSession;
/** What pages say of `npm start`’s Postrider and of the reader’s receivers, and what is here instead. */
let inPlaceOf: ReadonlyMap<string, string>;

beforeAll(async () => {
  postrider = await Deployment.start();
  const { stack, folder } = postrider;
  inPlaceOf = new Map([
    ['http://127.0.0.1:8080', stack.service('ingestion').address],
    ['http://127.0.0.1:8081', stack.service('subscription').address],
    ['127.0.0.1:9092', stack.kafka.brokers],
    ['admin_…', stack.adminKey],
    ['9000', String(await leasePort())],
    ['9001', String(await leasePort())],
  ]);
  // The shell’s folder stands for the checkout.
  await symlink(join(repositoryRoot, 'node_modules'), join(folder.path, 'node_modules'));
  shell = BashSession.start(folder.path);
});
afterAll(async () => {
  await shell.stop();
  await postrider.stop();
});

const here = (text: string): string =>
  [...inPlaceOf].reduce((changed, [said, actual]) => changed.replaceAll(said, actual), text);

/** The last line of what was said, as JSON. */
const answerIn = (said: string): unknown => JSON.parse(said.trimEnd().split('\n').at(-1) ?? '') as unknown;

/** Holds what a command said against the block that shows it, or, where none does, sees that nothing was refused. */
function compare(said: string, shown: Block | undefined): void {
  if (shown === undefined) expect(said).not.toContain('urn:postrider:problem');
  else if (shown.language === 'json') expect(answerIn(said)).toEqual(shownAs(JSON.parse(here(shown.text))));
  else expect(said).toMatch(patternOf(here(shown.text)));
}

/** Runs a block; one that looks at what is under way is run until it's as shown, and fails as it did the last time. */
async function run({ text, name }: Block, shown: Block | undefined): Promise<void> {
  let fault: unknown;
  const isAsShown = async (): Promise<boolean> => {
    try {
      compare(await shell.run(here(text)), shown);
      return true;
    } catch (error) {
      fault = error;
      return false;
    }
  };
  const look = () => eventually('what the page shows', isAsShown).catch(() => false);
  if (!(await (name === 'until' ? look() : isAsShown()))) throw fault;
}

describe('docs/guide.md', () => {
  it('has no block that none of its steps runs', async () => {
    const page = await readFile(join(repositoryRoot, GUIDE), 'utf8');
    const fences = page.match(/^[ >]*(```|~~~)/gm)?.length;
    expect(sections.flatMap(({ blocks }) => blocks)).toHaveLength((fences ?? 0) / 2);
  });

  it.each(sections)('can be followed: $heading', async ({ blocks }) => {
    for (const [place, block] of blocks.entries()) {
      const [before, after] = [blocks[place - 1], blocks[place + 1]];
      const isShown = (other?: Block) => other?.language === 'json' || other?.language === 'text';
      if (block.language === 'sh') await run(block, isShown(after) ? after : undefined);
      else if (block.language === 'js' && block.name !== '')
        await shell.run(`cat > ${block.name} <<'END'\n${block.text}END`);
      else if (!isShown(block) || before?.language !== 'sh') throw new Error(`line ${block.line}: nobody runs this`);
    }
  });
});
