import { loadConfig } from '@postrider/config';
import { createLog, Metrics } from '@postrider/observability';
import { databaseSettings, Sql } from '@postrider/persistence';
import { sealingSettings, serviceSettings } from '@postrider/service';
import { reasonOf, SystemClock, Unavailable } from '@postrider/time';
import { resealAll } from './sealing/reseal-all.js';

/* Seals everything again that isn't sealed under the first key of POSTRIDER_SECRET_KEY, beside the services, and ends: with 0 only when the other keys can go. */
const config = loadConfig(
  { ...databaseSettings, ...sealingSettings, LOG_LEVEL: serviceSettings.LOG_LEVEL },
  process.env,
);
const log = createLog('reseal', config.LOG_LEVEL);
/** The other keys have to stay until then. */
const WHAT_TO_DO = {
  left: 'see that every service seals under the first key of the list and that the list has every key that was ever used, then run this again',
  unsent: 'see that subscription runs and reaches Kafka, then run this again',
  away: 'see that Postgres runs and can be reached from here, then run this again: it goes on where it was',
};
/** Worth another try, which a job makes by itself. */
const AWAY = 3;
const connection = { url: config.DATABASE_URL, connections: 2, statementTimeoutMs: 60_000 };
const sql = new Sql(connection, log, new Metrics('reseal'));
try {
  const outcome = await resealAll({ sql, box: config.POSTRIDER_SECRET_KEY, clock: new SystemClock(), log });
  if (outcome.kind === 'done') log.info({ ...outcome, next: 'the other keys can go' }, 'reseal.completed');
  else log.error({ ...outcome, next: WHAT_TO_DO[outcome.kind] }, 'reseal.not-completed');
  process.exitCode = outcome.kind === 'done' ? 0 : 1;
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  log.error({ reason: reasonOf(error), next: WHAT_TO_DO.away }, 'reseal.not-completed');
  process.exitCode = AWAY;
} finally {
  await sql.close();
}
