import { ConfigError } from '@postrider/config';
import { KafkaClient } from '@postrider/kafka';
import { createLog } from '@postrider/observability';
import { reasonOf, type Environment } from '@postrider/stack';
import { SystemClock, TookTooLong, within } from '@postrider/time';
import { CommandFailed } from './command-failed.js';
import { parseCommandLine, USAGE, type Command } from './command-line.js';
import { dltConfig, type DltConfig } from './dlt.config.js';
import type { KafkaAccess } from './kafka-access.js';
import { list } from './list.js';
import { redrive } from './redrive.js';
import { show } from './show.js';
import type { Terminal } from './terminal.js';

/** A broker that answers at all does so long before. */
const CONNECT_PATIENCE_MS = 15_000;
const DISCONNECT_MS = 2000;

/** What a run has beside its arguments. */
export interface Surroundings {
  readonly environment: Environment;
  readonly terminal: Terminal;
  /** Ends a long redrive after what is under way. */
  readonly signal: AbortSignal;
}

/**
 * Carries out a command line and answers the exit code: 0, or 1 when it couldn't be done, 2 when it makes no sense, 130
 * when it was stopped.
 */
export async function run(args: readonly string[], { environment, terminal, signal }: Surroundings): Promise<number> {
  const command = parseCommandLine(args);
  switch (command.kind) {
    case 'help':
      terminal.line(USAGE);
      return 0;
    case 'misused':
      terminal.note(`${command.problem}\n\n${USAGE}`);
      return 2;
    case 'list':
    case 'show':
    case 'redrive':
      break;
  }
  try {
    const config = dltConfig(environment);
    const access = await connect(config);
    try {
      const doing = carryOut(command, config, access, terminal, signal);
      // A redrive ends by itself, in order; what only reads is left where it is.
      return await (command.kind === 'redrive' ? doing : Promise.race([doing, stopped(signal)]));
    } catch (error) {
      if (!isKafkaFault(error)) throw error;
      throw new CommandFailed(`Kafka at ${config.KAFKA_BROKERS.join()} couldn't do it: ${words(error)}.`);
    } finally {
      await within(access.clock, DISCONNECT_MS, 'disconnecting', access.admin.disconnect()).catch(() => undefined);
    }
  } catch (error) {
    if (!(error instanceof CommandFailed || error instanceof ConfigError)) throw error;
    terminal.note(error.message);
    return 1;
  }
}

function carryOut(
  command: Command,
  config: DltConfig,
  access: KafkaAccess,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  switch (command.kind) {
    case 'list':
      return list(
        access,
        config.INBOX_TOPICS.map(({ topic }) => topic),
        terminal,
      );
    case 'show':
      return show(access, command, terminal);
    case 'redrive':
      return redrive(access, command, terminal, signal);
  }
}

async function connect(config: DltConfig): Promise<KafkaAccess> {
  const clock = new SystemClock();
  const client = new KafkaClient(config, 'postrider-dlt', createLog('dlt', 'silent'));
  try {
    return { client, clock, admin: await within(clock, CONNECT_PATIENCE_MS, 'connecting', client.admin()) };
  } catch (error) {
    throw new CommandFailed(
      `No Kafka can be used at ${config.KAFKA_BROKERS.join()} (${words(error)}). ` +
        'Start it (`npm start`), or name yours with KAFKA_BROKERS.',
    );
  }
}

const stopped = (signal: AbortSignal): Promise<number> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(130);
    signal.addEventListener('abort', () => resolve(130), { once: true });
  });

/** What the client rejects with when it's Kafka, or the way there, that fails, and not we. */
const isKafkaFault = (error: unknown): boolean =>
  error instanceof TookTooLong || (error instanceof Error && error.name.startsWith('KafkaJS'));

/** What an error says, to be part of a sentence. */
const words = (error: unknown): string => reasonOf(error).replace(/[.\s]+$/, '');
