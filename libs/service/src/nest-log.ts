import type { LoggerService } from '@nestjs/common';
import type { Log } from '@postrider/observability';

/** What Nest says while it starts is of no interest to operators; what it warns of is. */
export class NestLog implements LoggerService {
  constructor(private readonly out: Log) {}

  log(message: unknown, context?: unknown): void {
    this.out.debug({ detail: message, context }, 'nest.logged');
  }

  debug(message: unknown, context?: unknown): void {
    this.out.trace({ detail: message, context }, 'nest.logged');
  }

  verbose(message: unknown, context?: unknown): void {
    this.out.trace({ detail: message, context }, 'nest.logged');
  }

  warn(message: unknown, context?: unknown): void {
    this.out.warn({ detail: message, context }, 'nest.warned');
  }

  error(message: unknown, ...details: unknown[]): void {
    this.out.error(
      { ...(message instanceof Error ? { error: message } : { detail: message }), context: details },
      'nest.failed',
    );
  }

  fatal(message: unknown, ...details: unknown[]): void {
    this.error(message, ...details);
  }
}
