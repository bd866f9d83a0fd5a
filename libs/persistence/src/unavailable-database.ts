import { isNativeError } from 'node:util/types';
import { Unavailable } from '@postrider/time';
import pg from 'pg';
import { QueryFailedError, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';

/**
 * SQLSTATE classes that blame the database's state and not the statement: connection (08), who may log in (28) and to
 * what (3D000), transaction rollback by a deadlock or conflict (40), read-only (25006), something that is in use (55006,
 * 55P03), resources or disk (53), operator or time-out (57), system (58).
 */
const STATE_OF_THE_DATABASE = /^(08|28|3D000|40|25006|53|55006|55P03|57|58)/;

/**
 * SQLSTATE classes that blame the values: those that no type takes (22), that break a constraint (23), that are too
 * large for an index or a row (54).
 */
const FAULT_OF_THE_VALUES = /^(22|23|54)/;

/** The same error, or {@link Unavailable} around it when trying again later may help: the database is away, restarting, full or too slow. */
export function asUnavailable(error: unknown): unknown {
  return isPassing(error instanceof QueryFailedError ? error.driverError : error)
    ? new Unavailable('the database is away, or too slow', { cause: error })
    : error;
}

/**
 * Whether the database refused a statement for the values that came with it, and will whenever they come again. What
 * blames the statement or the schema isn't one: then our version and the schema's differ, and other rows fare no better.
 */
export function refusesValues(error: unknown): boolean {
  return error instanceof pg.DatabaseError && FAULT_OF_THE_VALUES.test(error.code ?? '');
}

/** Whether an error that {@link Unavailable} isn't around is the database's answer, rather than a fault of ours. */
export function isDatabaseFault(error: unknown): boolean {
  return error instanceof pg.DatabaseError;
}

function isPassing(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return STATE_OF_THE_DATABASE.test(error.code ?? '08');
  // What TypeORM answers in a transaction whose connection was cut between two statements, or two parts of it.
  if (error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError)
    return true;
  if (!isNativeError(error)) return false;
  // Faults of the connection have no SQLSTATE: system errors, several of them for a name with several addresses, and
  // the driver's own plain errors. Nothing of ours is a plain Error; the class has to be looked at, since one that
  // doesn't set its name is called Error as well.
  const { name } = error.constructor;
  return name === 'Error' || name === 'AggregateError' || ('code' in error && /^E[A-Z]+$/.test(String(error.code)));
}
