import { isNativeError } from 'node:util/types';
import { Unavailable } from '@postrider/time';
import pg from 'pg';
import { QueryFailedError } from 'typeorm';

/**
 * SQLSTATE classes that blame the database's state and not the statement: connection (08), transaction rollback by a
 * deadlock or conflict (40), read-only (25006), resources or disk (53), operator or time-out (57), system (58).
 */
const STATE_OF_THE_DATABASE = /^(08|40|53|57|58|25006)/;

/** The same error, or {@link Unavailable} around it when trying again later may help: the database is away, restarting, full or too slow. */
export function asUnavailable(error: unknown): unknown {
  return isPassing(error instanceof QueryFailedError ? error.driverError : error)
    ? new Unavailable('the database is away, or too slow', { cause: error })
    : error;
}

function isPassing(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return STATE_OF_THE_DATABASE.test(error.code ?? '08');
  // Faults of the connection have no SQLSTATE: system errors, several of them for a name with several addresses, and
  // the driver's own plain errors. Nothing of ours is a plain Error.
  if (!isNativeError(error)) return false;
  return error.name === 'Error' || error.name === 'AggregateError' || ('code' in error && /^E[A-Z]+$/.test(String(error.code)));
}
