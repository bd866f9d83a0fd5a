import { join } from 'node:path';
import type { Environment } from './environment.config.js';
import { GuardedProcess } from './guarded-process.js';
import { lastWords } from './last-words.js';
import { StackError } from './stack-error.js';

export interface MigrationOptions {
  /** The folder that holds each service's project. */
  readonly apps: string;
  readonly environment: Environment;
  readonly logFile: string;
}

/** Brings the database that DATABASE_URL names to the present schema; rejects with a {@link StackError} when that fails. */
export async function migrate({ apps, environment, logFile }: MigrationOptions): Promise<void> {
  const directory = join(apps, 'subscription');
  const migration = await GuardedProcess.start({
    command: process.execPath,
    args: [join(directory, 'dist', 'migrate.js')],
    directory,
    environment,
    endSignal: 'SIGTERM',
    logFile,
  });
  const { code, signal } = await migration.exited;
  if (code === 0) return;
  const words = lastWords(migration.said());
  throw new StackError(
    'migration-failed',
    `The database couldn't be migrated (${signal ?? `exit ${code}`}); the log, ${logFile}, ends with: ${words}`,
  );
}
