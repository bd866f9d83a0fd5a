import { ConfigError } from '@postrider/config';
import { PostriderError } from '@postrider/sdk';
import { reasonOf } from '@postrider/time';
import { CommanderError, type Command } from 'commander';
import { failureLines } from './answers/failure-lines.js';
import { CommandFailed, CommandStopped, Ended, Misuse, Unreachable } from './command-failed.js';
import { exitCodes } from './exit-codes.js';
import { isAway } from './is-away.js';
import { program } from './program.js';
import type { Surroundings } from './surroundings.js';
import type { Terminal } from './terminal.js';

/** Carries out a command line and answers the exit code, one of {@link exitCodes}; says itself what went wrong. */
export async function run(args: readonly string[], surroundings: Surroundings, version: string): Promise<number> {
  const root = program(surroundings, version);
  sayHelpTo(root, surroundings.terminal);
  try {
    await root.parseAsync(args, { from: 'user' });
    return exitCodes.done.code;
  } catch (error) {
    const { code, lines, problem } = endOf(error);
    if (args.includes('--json') && lines.length > 0)
      surroundings.terminal.note(JSON.stringify({ error: lines.join('\n'), ...(problem && { problem }) }));
    else for (const line of lines) surroundings.terminal.note(line);
    return code;
  }
}

/** Each command has its own way out: none has the one of the command that it's in. */
function sayHelpTo(command: Command, terminal: Terminal): void {
  command.configureOutput({ writeOut: (text) => terminal.line(text.trimEnd()) });
  for (const below of command.commands) sayHelpTo(below, terminal);
}

interface End {
  readonly code: number;
  readonly lines: readonly string[];
  readonly problem?: object;
}

function endOf(error: unknown): End {
  if (error instanceof CommanderError) return endOfCommander(error);
  if (error instanceof Ended) return { code: error.exitCode, lines: [] };
  if (error instanceof Misuse || error instanceof ConfigError)
    return { code: exitCodes.misused.code, lines: [error.message] };
  if (error instanceof CommandStopped) return { code: exitCodes.stopped.code, lines: [error.message] };
  if (error instanceof CommandFailed) return { code: exitCodes.failed.code, lines: [error.message] };
  if (error instanceof Unreachable) return { code: exitCodes.unreachable.code, lines: [error.message] };
  if (error instanceof PostriderError) {
    const code = isAway(error) ? exitCodes.unreachable.code : exitCodes.failed.code;
    return { code, lines: failureLines(error), problem: error.problem };
  }
  if (isAway(error))
    return {
      code: exitCodes.unreachable.code,
      lines: [
        `No answer: ${reasonOf(error)}. \`postrider doctor\` looks at each part; POSTRIDER_URL, --url or a profile say where they are.`,
      ],
    };
  throw error;
}

/** Help and version are what was asked for; all else is a command line that makes no sense. */
function endOfCommander({ exitCode, code, message }: CommanderError): End {
  if (exitCode === 0) return { code: exitCodes.done.code, lines: [] };
  // A group without a command: its help is the answer, and nothing was done.
  const said = code === 'commander.help' ? 'Name a command: --help lists them.' : message.replace(/^error: /, '');
  return { code: exitCodes.misused.code, lines: [said] };
}
