import { parseArgs } from 'node:util';
import { codeOf, reasonOf } from '@postrider/stack';

/** What the operator asked for. */
export interface Command {
  readonly kind: 'status' | 'restored' | 'new-kafka';
  readonly dryRun: boolean;
}

/** The same before it's known to make sense; `problem` is a sentence. */
export type ParsedCommandLine =
  Command | { readonly kind: 'help' } | { readonly kind: 'misused'; readonly problem: string };

export const USAGE = `npm run recover -- <command>: brings Postgres and Kafka together again (docs/recovery.md)

  status
      which Kafka the database is of, and how far log and registry are behind

  restored [--dry-run]
      after Postgres was restored from a backup: the log goes on where the backup has it, and the
      registry becomes what the database says

  new-kafka [--dry-run]
      after Kafka was replaced by another one: the registry is filled again, and what was on its way is
      sent from the database

  --dry-run   says what would be done

The services have to be stopped for the last two. Reads DATABASE_URL, and KAFKA_BROKERS with KAFKA_SSL
and KAFKA_SASL_*, as the services do.`;

const KINDS: readonly string[] = ['status', 'restored', 'new-kafka'] satisfies Command['kind'][];

/** Reads the arguments that follow the program's name. */
export function parseCommandLine(args: readonly string[]): ParsedCommandLine {
  const [kind, ...rest] = args;
  if (kind === undefined) return { kind: 'misused', problem: 'Name a command.' };
  if (kind === 'help' || args.includes('--help') || args.includes('-h')) return { kind: 'help' };
  if (!isKind(kind)) return { kind: 'misused', problem: `There is no command ${kind}.` };
  try {
    const { values } = parseArgs({ args: rest, options: { 'dry-run': { type: 'boolean' } }, allowPositionals: false });
    if (kind === 'status' && values['dry-run'])
      return { kind: 'misused', problem: 'status changes nothing: it takes no --dry-run.' };
    return { kind, dryRun: values['dry-run'] ?? false };
  } catch (error) {
    // A sentence for whoever typed the command.
    if (codeOf(error)?.startsWith('ERR_PARSE_ARGS_')) return { kind: 'misused', problem: reasonOf(error) };
    throw error;
  }
}

const isKind = (name: string): name is Command['kind'] => KINDS.includes(name);
