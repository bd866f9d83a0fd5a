import { destination, pino } from 'pino';
import type { LogEventAt, LogLevel } from './log-events.js';

type Tell<L extends Exclude<LogLevel, 'silent'>> = (
  ...told: [event: LogEventAt<L>] | [fields: object, event: LogEventAt<L>]
) => void;

/**
 * A logger: JSON lines on standard output. `event` says what happened, one of a closed list, each at its level; all else
 * are fields.
 */
export interface Log {
  readonly fatal: Tell<'fatal'>;
  readonly error: Tell<'error'>;
  readonly warn: Tell<'warn'>;
  readonly info: Tell<'info'>;
  readonly debug: Tell<'debug'>;
  readonly trace: Tell<'trace'>;
  /** Whether it's worth putting fields together. */
  isLevelEnabled(level: LogLevel): boolean;
}

/** The logger of one process. Fields that could hold a credential are cut out. */
export function createLog(service: string, level: LogLevel): Log {
  return pino(
    {
      level,
      base: { service, pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: (error: unknown) => errorFields(error) },
      errorKey: 'error',
      messageKey: 'event',
      redact: {
        // At the top level alone: looking into what is nested doubles the price of a line, and nothing nested is logged
        // but errors and a configuration that is redacted already.
        paths: ['authorization', 'secret', 'key', 'password'],
        censor: '[hidden]',
      },
    },
    bufferedOutput(),
  );
}

const MAX_CAUSES = 5;

/** What an error is, and not what it carries: a statement that failed would bring its parameters along. */
function errorFields(error: unknown, causesLeft = MAX_CAUSES): unknown {
  if (typeof error !== 'object' || error === null || !('message' in error)) return error;
  const { name, message, stack, code, cause } = error as Error & { readonly code?: unknown };
  return {
    type: name,
    message,
    stack,
    ...(code !== undefined && { code }),
    ...(cause !== undefined && causesLeft > 0 && { cause: errorFields(cause, causesLeft - 1) }),
  };
}

let output: ReturnType<typeof destination> | undefined;

/**
 * One line per attempt, written one by one, costs a tenth of a dispatcher: lines are written together, at the latest
 * after a fifth of a second, and what is left when the process ends. A kill loses that much of the log, and no record.
 */
function bufferedOutput(): ReturnType<typeof destination> {
  if (output) return output;
  const created = destination({ dest: 1, sync: false, minLength: 8192, periodicFlush: 200 });
  process.on('exit', () => created.flushSync());
  return (output = created);
}
