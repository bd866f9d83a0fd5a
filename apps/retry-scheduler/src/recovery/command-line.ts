import { parseArgs } from 'node:util';
import { isNativeError } from 'node:util/types';

/** What the operator asked for. */
export interface Command {
  readonly kind: 'status' | 'restored' | 'new-kafka';
  readonly dryRun: boolean;
  /** One JSON object a line, in place of sentences. */
  readonly asJson: boolean;
}

/** The same before it's known to make sense; `problem` is a sentence. */
export type ParsedCommandLine =
  Command | { readonly kind: 'help' } | { readonly kind: 'misused'; readonly problem: string };

export const USAGE = `recover <command>: brings Postgres and Kafka together again (docs/recovery.md)

  status
      which Kafka the database is of, what runs, and how far log and registry are behind

  restored [--dry-run]
      after Postgres was restored from a backup: the log goes on where the backup has it, and the
      registry becomes what the database says

  new-kafka [--dry-run]
      after Kafka was replaced by another one: the registry is filled again, and what was on its way is
      sent from the database

  --dry-run   says what would be done
  --json      answers in JSON, one object a line

It is \`npm run recover -- <command>\` in a checkout, \`node apps/retry-scheduler/dist/recover.js <command>\`
in the image, and a job in Kubernetes. The services have to be stopped for the last two. Reads
DATABASE_URL, INBOX_TOPICS and KAFKA_…, as the services do.

Ends with 0 when it's done; 1 when it can't be; 2 when the command line or a variable makes no sense; 3
when Kafka or Postgres is away; 4 when status finds that the two don't belong together.`;

const KINDS: readonly string[] = ['status', 'restored', 'new-kafka'] satisfies Command['kind'][];

/** Reads the arguments that follow the program's name. */
export function parseCommandLine(args: readonly string[]): ParsedCommandLine {
  const [kind, ...rest] = args;
  if (kind === undefined) return { kind: 'misused', problem: 'Name a command.' };
  if (kind === 'help' || args.includes('--help') || args.includes('-h')) return { kind: 'help' };
  if (!isKind(kind)) return { kind: 'misused', problem: `There is no command ${kind}.` };
  try {
    const { values } = parseArgs({
      args: rest,
      options: { 'dry-run': { type: 'boolean' }, json: { type: 'boolean' } },
      allowPositionals: false,
    });
    if (kind === 'status' && values['dry-run'])
      return { kind: 'misused', problem: 'status changes nothing: it takes no --dry-run.' };
    return { kind, dryRun: values['dry-run'] ?? false, asJson: values.json ?? false };
  } catch (error) {
    // What the parser throws is a sentence for whoever typed the command.
    if (isNativeError(error)) return { kind: 'misused', problem: error.message };
    throw error;
  }
}

const isKind = (name: string): name is Command['kind'] => KINDS.includes(name);
