import { ConfigError, loadConfig } from '@postrider/config';
import { KafkaClient, TopicMismatch } from '@postrider/kafka';
import { createLog, Metrics } from '@postrider/observability';
import { Sql } from '@postrider/persistence';
import { reasonOf, type Environment } from '@postrider/stack';
import { SystemClock, Unavailable, within } from '@postrider/time';
import type { BothSides } from './both-sides.js';
import { CommandFailed } from './command-failed.js';
import { parseCommandLine, USAGE, type Command } from './command-line.js';
import { newKafka } from './new-kafka.js';
import { recoverySettings, type RecoveryConfig } from './recovery.config.js';
import { restored } from './restored.js';
import { status } from './status.js';

/** A broker that answers at all does so long before. */
const CONNECT_PATIENCE_MS = 15_000;
const DISCONNECT_MS = 2000;

/** What a run has beside its arguments. */
export interface Surroundings {
  readonly environment: Environment;
  /** A line of the answer. */
  readonly say: (line: string) => void;
  /** What went wrong. */
  readonly note: (line: string) => void;
}

/** Carries out a command line and answers the exit code: 0, or 1 when it couldn't be done, 2 when it makes no sense. */
export async function run(args: readonly string[], { environment, say, note }: Surroundings): Promise<number> {
  const command = parseCommandLine(args);
  if (command.kind === 'help') {
    say(USAGE);
    return 0;
  }
  if (command.kind === 'misused') {
    note(`${command.problem}\n\n${USAGE}`);
    return 2;
  }
  try {
    return await withBoth(loadConfig(recoverySettings, environment), say, (sides) => carryOut(command, sides));
  } catch (error) {
    const isExpected =
      error instanceof CommandFailed ||
      error instanceof ConfigError ||
      error instanceof TopicMismatch ||
      error instanceof Unavailable;
    if (!isExpected) throw error;
    note(error.message);
    return 1;
  }
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
  say: (line: string) => void,
  work: (sides: BothSides) => Promise<number>,
): Promise<number> {
  const clock = new SystemClock();
  const log = createLog('recovery', 'silent');
  const client = new KafkaClient(config, 'postrider-recovery', log);
  const admin = await within(clock, CONNECT_PATIENCE_MS, 'connecting', client.admin()).catch((error: unknown) => {
    throw new CommandFailed(`No Kafka can be used at ${config.KAFKA_BROKERS.join()} (${reasonOf(error)}).`);
  });
  const sql = new Sql(
    { url: config.DATABASE_URL, connections: 2, statementTimeoutMs: 0 },
    log,
    new Metrics('recovery'),
  );
  try {
    return await work({ config, sql, client, admin, clock, say });
  } finally {
    await sql.close();
    await within(clock, DISCONNECT_MS, 'disconnecting', admin.disconnect()).catch(() => undefined);
  }
}
