import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '@postrider/stack';

/** The parts of docs/cli.md that follow from the command itself: from its build, since a tool doesn't depend on an app. */
export async function cliSections() {
  const file = join(repositoryRoot, 'apps', 'cli', 'dist', 'reference.js');
  const { reference } = (await import(pathToFileURL(file).href)) as {
    reference: () => Readonly<Record<'commands' | 'exitCodes' | 'variables', string>>;
  };
  const { commands, exitCodes, variables } = reference();
  return [
    { file: 'docs/cli.md', name: 'commands', content: commands },
    { file: 'docs/cli.md', name: 'exit-codes', content: exitCodes },
    { file: 'docs/cli.md', name: 'variables', content: variables },
  ];
}
