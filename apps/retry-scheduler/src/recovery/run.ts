import { ConfigError, loadConfig } from '@postrider/config';
import { isKafkaFault, KafkaClient, TopicMismatch } from '@postrider/kafka';
import { createLog, Metrics } from '@postrider/observability';
import { schemaOf, Sql } from '@postrider/persistence';
import { reasonOf, SystemClock, Unavailable, within } from '@postrider/time';
import type { BothSides } from './both-sides.js';
import { CommandFailed, exitCodes } from './command-failed.js';
import { parseCommandLine, USAGE, type Command } from './command-line.js';
import { newKafka } from './new-kafka.js';
import { recoverySettings, type RecoveryConfig } from './recovery.config.js';
import { restored } from './restored.js';
import { status } from './status.js';
import { linesOf, type Told } from './told.js';

/** A broker that answers at all does so long before. */
const CONNECT_PATIENCE_MS = 15_000;
const DISCONNECT_MS = 2000;
/** What was done until then stays, and is found again. */
const AGAIN = 'See that both are there, and run it again: it goes on where it was.';

/** What a run has beside its arguments. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A line of the answer. */
  readonly say: (line: string) => void;
  /** What went wrong. */
  readonly note: (line: string) => void;
}

/** Carries out a command line and answers the exit code, one of {@link exitCodes}. */
export async function run(args: readonly string[], { environment, say, note }: Surroundings): Promise<number> {
  const command = parseCommandLine(args);
  if (command.kind === 'help') {
    say(USAGE);
    return exitCodes.done;
  }
  if (command.kind === 'misused') {
    note(`${command.problem}\n\n${USAGE}`);
    return exitCodes.misused;
  }
  const tell = (told: Told): void => {
    for (const line of command.asJson ? [JSON.stringify(told)] : linesOf(told)) say(line);
  };
  try {
    return await withBoth(loadConfig(recoverySettings, environment), tell, (sides) => carryOut(command, sides));
  } catch (error) {
    const { code, message, action } = endOf(error);
    if (command.asJson) note(JSON.stringify({ error: message, action }));
    else note(`${message}\n${action}`);
    return code;
  }
}

/** What to say of a fault that is none of ours; throws any other. */
function endOf(error: unknown): { readonly code: number; readonly message: string; readonly action: string } {
  if (error instanceof ConfigError)
    return { code: exitCodes.misused, message: error.message, action: 'Correct it, as the services have it.' };
  if (error instanceof CommandFailed)
    return { code: exitCodes[error.end], message: error.message, action: error.action };
  if (error instanceof TopicMismatch)
    return { code: exitCodes.refused, message: error.message, action: 'Mend the topic, and run it again.' };
  if (error instanceof Unavailable || isKafkaFault(error))
    return { code: exitCodes.away, message: `It broke off: ${reasonOf(error)}.`, action: AGAIN };
  throw error;
}

function carryOut(command: Command, sides: BothSides): Promise<number> {
  switch (command.kind) {
    case 'status':
      return status(sides);
    case 'restored':
      return restored(sides, command.dryRun);
    case 'new-kafka':
      return newKafka(sides, command.dryRun);
  }
}

async function withBoth(
  config: RecoveryConfig,
  tell: (told: Told) => void,
  work: (sides: BothSides) => Promise<number>,
): Promise<number> {
  const clock = new SystemClock();
  const log = createLog('recovery', 'silent');
  await checkSchema(config);
  const client = new KafkaClient(config, 'postrider-recovery', log);
  const admin = await within(clock, CONNECT_PATIENCE_MS, 'connecting', client.admin()).catch((error: unknown) => {
    throw new CommandFailed(
      'away',
      `No Kafka can be used at ${config.KAFKA_BROKERS.join()} (${reasonOf(error)}).`,
      'See that it runs and can be reached from here, and that KAFKA_BROKERS, KAFKA_SSL and KAFKA_SASL_… are right.',
    );
  });
  const sql = new Sql(
    { url: config.DATABASE_URL, connections: 2, statementTimeoutMs: 0 },
    log,
    new Metrics('recovery'),
  );
  try {
    return await work({ config, sql, client, admin, clock, tell });
  } finally {
    await sql.close();
    await within(clock, DISCONNECT_MS, 'disconnecting', admin.disconnect()).catch(() => undefined);
  }
}

/** A backup may be from before an upgrade: what it lacks comes first. Throws {@link CommandFailed}. */
async function checkSchema({ DATABASE_URL: url }: RecoveryConfig): Promise<void> {
  const answer = await schemaOf(url);
  if (answer.kind === 'away')
    throw new CommandFailed(
      'away',
      `The database can't be used (${reasonOf(answer.error)}).`,
      'See that it runs and can be reached from here, and that DATABASE_URL is right.',
    );
  if (answer.migrations.length > 0)
    throw new CommandFailed(
      'refused',
      `The database has not the schema of this version: it lacks ${answer.migrations.join(', ')}.`,
      'Migrate it (the job `migrate`, `node apps/subscription/dist/migrate.js`), and run this again.',
    );
}
