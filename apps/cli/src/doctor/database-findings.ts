import { ConfigError, loadConfig } from '@postrider/config';
import { databaseSettings, databaseState, OLDEST_POSTGRES, type DatabaseState } from '@postrider/persistence';
import { reasonOf } from '@postrider/time';
import type { Surroundings } from '../surroundings.js';
import { clockFinding } from './clock-finding.js';
import { failed, ok, warning, type Finding } from './finding.js';

/** A round trip at most. */
const CLOCK_EXACTNESS_MS = 500;

/** Whether Postgres can be reached, is new enough, migrated, and ready for tomorrow. */
export async function databaseFindings({ environment, clock }: Surroundings): Promise<Finding[]> {
  try {
    const { DATABASE_URL: url } = loadConfig({ DATABASE_URL: databaseSettings.DATABASE_URL }, environment);
    return stateFindings(await databaseState(url, () => clock.now()));
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map((problem) => failed('postgres', problem, 'Correct the variable.'));
    // What the driver says has no password in it.
    return [failed('postgres', `can't be used: ${reasonOf(error)}`, 'Start it, or correct DATABASE_URL.')];
  }
}

/** What there is to say of a database that was reached. */
export function stateFindings(state: DatabaseState): Finding[] {
  const { version, versionNumber, missing, unknown, hasPartitions, skewMs } = state;
  return [
    versionNumber >= OLDEST_POSTGRES
      ? ok('postgres', `reached, version ${version}`)
      : failed('postgres', `it is version ${version}`, 'Upgrade it: 15 or newer is needed.'),
    missing.length === 0
      ? ok('migrations', 'all have run')
      : failed(
          'migrations',
          `not run yet: ${missing.join(', ')}`,
          'Run them before the services of this version: `node apps/subscription/dist/migrate.js`.',
        ),
    ...(unknown.length === 0
      ? []
      : [
          warning(
            'migrations',
            `a newer version ran ${unknown.join(', ')}`,
            'Use the command of the version that the services have.',
          ),
        ]),
    ...(missing.length > 0 || hasPartitions
      ? []
      : [
          failed(
            'partitions',
            'the log has none for today and tomorrow',
            'The retry-scheduler makes them hourly: see why it doesn’t. Running the migrations makes them as well.',
          ),
        ]),
    clockFinding('postgres clock', skewMs, CLOCK_EXACTNESS_MS),
  ];
}
