import { ManualClock } from '@postrider/time';
import type { Command } from 'commander';
import { connectionSettings } from './connection/connection.config.js';
import { exitCodes } from './exit-codes.js';
import { program } from './program.js';

/** Every command with its arguments and options, the exit codes and the variables, as Markdown: docs/cli.md has it. */
export function reference(): { readonly commands: string; readonly exitCodes: string; readonly variables: string } {
  return { commands: commandsOf(root()), exitCodes: exitCodeTable(), variables: variableTable() };
}

/** Nothing is asked for: the program only has to be there. */
function root(): Command {
  const nowhere = { line: () => undefined, note: () => undefined };
  const clock = new ManualClock('2026-01-01T00:00:00.000Z');
  const signal = new AbortController().signal;
  return program({ environment: {}, terminal: nowhere, clock, signal, input: undefined }, '');
}

function commandsOf(command: Command): string {
  const global = optionTable(command);
  const sections = command
    .createHelp()
    .visibleCommands(command)
    .flatMap((each) => sectionsOf(each, '###'));
  return ['Every command takes these:', '', global, '', ...sections].join('\n');
}

function sectionsOf(command: Command, level: string): string[] {
  const below = command
    .createHelp()
    .visibleCommands(command)
    .filter((each) => each.name() !== 'help');
  if (command.name() === 'help') return [];
  const usage = `\`${pathOf(command)}${usageOf(command)}\``;
  if (below.length > 0)
    return [
      `${level} ${pathOf(command)}`,
      '',
      sentence(command.description()),
      '',
      ...below.flatMap((each) => sectionsOf(each, `${level}#`)),
    ];
  const details = [argumentTable(command), optionTable(command)]
    .filter((table) => table !== '')
    .flatMap((table) => [table, '']);
  return [`${level} ${pathOf(command)}`, '', usage, '', sentence(command.description()), '', ...details];
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

const usageOf = (command: Command): string =>
  command.registeredArguments.map((one) => (one.required ? ` <${one.name()}>` : ` [${one.name()}]`)).join('');

function argumentTable(command: Command): string {
  const told = command.registeredArguments.filter(({ description }) => description !== '');
  return told.length === 0
    ? ''
    : table(
        ['argument', 'meaning'],
        told.map((one) => [one.name(), one.description]),
      );
}

function optionTable(command: Command): string {
  const options = command.options.filter(({ hidden }) => !hidden);
  return options.length === 0
    ? ''
    : table(
        ['option', 'meaning'],
        options.map(({ flags, description, argChoices, mandatory, defaultValue }) => [
          `\`${flags}\``,
          [
            description,
            ...(argChoices ? [argChoices.map((choice) => `\`${choice}\``).join(', ')] : []),
            ...(mandatory ? ['required'] : []),
            ...(typeof defaultValue === 'string' || typeof defaultValue === 'number'
              ? [`\`${defaultValue}\` unless given`]
              : []),
          ].join('; '),
        ]),
      );
}

const exitCodeTable = (): string =>
  table(
    ['code', 'meaning'],
    Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning]),
  );

const variableTable = (): string =>
  table(
    ['variable', 'meaning'],
    Object.entries(connectionSettings).map(([name, { meaning }]) => [`\`${name}\``, meaning]),
  );

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`.replace(/\.\.$/, '.');
