import { readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment } from '@postrider/outside';
import { leasePort, repositoryRoot } from '@postrider/stack';
import { eventually } from '@postrider/testing';
import { patternOf, shownAs } from './outside/answer-shape.js';
import { BashSession } from './outside/bash-session.js';
import { blocksOf, sectionsOf, type Block } from './outside/markdown-page.js';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

/** What pages say of `npm start`’s Postrider and of the reader’s receivers. */
const SAID = /http:\/\/127\.0\.0\.1:808[01]|127\.0\.0\.1:9092|admin_…|\b900[01]\b/g;

const GUIDE = 'docs/guide.md';
const sections = await sectionsOf(GUIDE);
const pages = await pagesWithCommands();

let postrider: Deployment;
/** Its folder stands for the checkout. */
let shell: BashSession;
/** What is here instead of each that {@link SAID} finds. */
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
  await symlink(join(repositoryRoot, 'node_modules'), join(folder.path, 'node_modules'));
  shell = BashSession.start(folder.path);
});
afterAll(async () => {
  await shell.stop();
  await postrider.stop();
});

/** A page's text as it's meant here. */
const here = (text: string): string => text.replace(SAID, (said) => inPlaceOf.get(said) ?? said);

/** The last line of what was said, as JSON. */
const answerIn = (said: string): unknown => JSON.parse(said.trimEnd().split('\n').at(-1) ?? '') as unknown;

/** The other pages for users that have commands for a running Postrider. */
async function pagesWithCommands(): Promise<{ readonly page: string; readonly commands: readonly Block[] }[]> {
  const docs = (await readdir(join(repositoryRoot, 'docs'))).filter((name) => name.endsWith('.md'));
  const names = ['README.md', ...docs.sort().map((name) => `docs/${name}`)].filter((name) => name !== GUIDE);
  const all = await Promise.all(names.map(async (page) => ({ page, blocks: await blocksOf(page) })));
  return all
    .map(({ page, blocks }) => ({
      page,
      commands: blocks.filter(({ language, text }) => language === 'sh' && /:808[01]\//.test(text)),
    }))
    .filter(({ commands }) => commands.length > 0);
}

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

describe('the other pages', () => {
  let other: BashSession;

  beforeAll(async () => {
    const acme = await postrider.tenantCalled('acme', 'order.created', 'invoice.paid');
    const { id } = await acme.register(postrider.receiver.mailbox());
    other = BashSession.start(postrider.folder.path, { KEY: postrider.stack.adminKey, ENDPOINT: id });
    // As a page has it, but for what is refused: that fails.
    await other.run('curl() { command curl --fail-with-body -sS "$@"; }');
  });
  afterAll(() => other.stop());

  it.each(pages)('have commands that aren’t refused: $page', async ({ commands }) => {
    for (const { text } of commands) await other.run(`(set -e\n${here(text)})`);
  });
});
