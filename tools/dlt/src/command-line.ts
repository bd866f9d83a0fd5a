import { parseArgs, type ParseArgsConfig } from 'node:util';
import { deadLetterTopicOf } from '@postrider/schemas';
import { codeOf, reasonOf } from '@postrider/stack';

/** One record's place in a dead-letter topic. */
export interface Place {
  readonly partition: number;
  readonly offset: number;
}

export interface ShowCommand {
  readonly kind: 'show';
  /** The dead-letter topic itself, whichever of the two names was given. */
  readonly topic: string;
  readonly place: Place | undefined;
  readonly limit: number;
  readonly json: boolean;
  readonly full: boolean;
}

export interface RedriveCommand {
  readonly kind: 'redrive';
  /** The dead-letter topic itself, whichever of the two names was given. */
  readonly topic: string;
  readonly which: Place | 'all';
  /** Where to, instead of where they came from. */
  readonly to: string | undefined;
  readonly dryRun: boolean;
}

/** What the operator asked for. */
export type Command = { readonly kind: 'list' } | ShowCommand | RedriveCommand;

/** The same before it's known to make sense; `problem` is a sentence. */
export type ParsedCommandLine =
  Command | { readonly kind: 'help' } | { readonly kind: 'misused'; readonly problem: string };

export const USAGE = `npm run dlt -- <command>: records that nobody could read, in the topics called <topic>.dlt

  list
      every dead-letter topic: how many records, from when to when, why

  show <topic> [--partition <n> --offset <n>] [--limit <n>] [--full] [--json]
      records with their reason, where they came from, key, headers and value
      --limit   how many, 10 when left out; the oldest of each partition come first
      --full    long values whole
      --json    one JSON object per record and line

  redrive <topic> (--partition <n> --offset <n> | --all) [--to <topic>] [--dry-run]
      puts one record, or all that weren't put back yet, where they came from
      --to        into another topic, the same partition
      --dry-run   says what would be done

Kafka is found by KAFKA_BROKERS, with KAFKA_SSL and KAFKA_SASL_*; else where \`npm start\` has it.`;

const DEFAULT_LIMIT = 10;
const SUFFIX = deadLetterTopicOf('');

const placeOptions = { partition: { type: 'string' }, offset: { type: 'string' } } as const;
const options = {
  list: {},
  show: {
    ...placeOptions,
    limit: { type: 'string' },
    json: { type: 'boolean' },
    full: { type: 'boolean' },
  },
  redrive: {
    ...placeOptions,
    all: { type: 'boolean' },
    to: { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
} as const satisfies Record<Command['kind'], ParseArgsConfig['options']>;

class Misuse extends Error {}

/** Reads the arguments that follow the program's name. */
export function parseCommandLine(args: readonly string[]): ParsedCommandLine {
  const [name, ...rest] = args;
  if (name === undefined) return { kind: 'misused', problem: 'Name a command.' };
  if (name === 'help' || args.includes('--help') || args.includes('-h')) return { kind: 'help' };
  try {
    if (name === 'list') return list(rest);
    if (name === 'show') return show(rest);
    if (name === 'redrive') return redrive(rest);
  } catch (error) {
    // What parseArgs throws is a sentence for whoever typed the command, as ours is.
    if (error instanceof Misuse || codeOf(error)?.startsWith('ERR_PARSE_ARGS_'))
      return { kind: 'misused', problem: reasonOf(error) };
    throw error;
  }
  return { kind: 'misused', problem: `There is no command ${name}.` };
}

function list(args: string[]): Command {
  parseArgs({ args, options: options.list, allowPositionals: false });
  return { kind: 'list' };
}

function show(args: string[]): Command {
  const { values, positionals } = parseArgs({ args, options: options.show, allowPositionals: true });
  const place = placeOf(values.partition, values.offset);
  if (place && values.limit !== undefined) throw new Misuse('--limit goes without --partition and --offset.');
  return {
    kind: 'show',
    topic: deadLetterTopicIn(positionals),
    place,
    limit: values.limit === undefined ? DEFAULT_LIMIT : wholeNumber('--limit', values.limit),
    json: values.json ?? false,
    full: values.full ?? false,
  };
}

function redrive(args: string[]): Command {
  const { values, positionals } = parseArgs({ args, options: options.redrive, allowPositionals: true });
  const topic = deadLetterTopicIn(positionals);
  const place = placeOf(values.partition, values.offset);
  if (place ? values.all : !values.all)
    throw new Misuse('Say which: either --all, or one record with --partition and --offset.');
  if (values.to !== undefined) {
    checkTopic(values.to);
    if (values.to.endsWith(SUFFIX)) throw new Misuse(`--to ${values.to}: nobody reads a dead-letter topic.`);
  }
  return { kind: 'redrive', topic, which: place ?? 'all', to: values.to, dryRun: values['dry-run'] ?? false };
}

function placeOf(partition: string | undefined, offset: string | undefined): Place | undefined {
  if (partition === undefined && offset === undefined) return undefined;
  if (partition === undefined || offset === undefined) throw new Misuse('--partition and --offset go together.');
  return { partition: wholeNumber('--partition', partition), offset: wholeNumber('--offset', offset) };
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new Misuse(`${option} takes a whole number.`);
  return value;
}

function deadLetterTopicIn(positionals: readonly string[]): string {
  const [topic, ...others] = positionals;
  if (topic === undefined) throw new Misuse('Name a topic.');
  if (others.length > 0) throw new Misuse('Name one topic.');
  checkTopic(topic);
  return topic.endsWith(SUFFIX) ? topic : deadLetterTopicOf(topic);
}

function checkTopic(name: string): void {
  if (!/^[A-Za-z0-9._-]{1,249}$/.test(name)) throw new Misuse('A topic is named by letters, digits, dots, _ and -.');
}
