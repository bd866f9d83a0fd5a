import type { Log } from '@postrider/observability';
import { releasesWaitFor, type Sql } from '@postrider/persistence';
import { backOffMs, type Clock } from '@postrider/time';

const LOOK_MS = 500;
const BACK_OFF = { baseMs: 200, capMs: 5000 };

/**
 * Resolves when attempts may be released. After the database was restored, much of what it has as due was done since: the
 * log has to read that first, or it would be done again. Resolves at once where nothing was restored.
 */
export async function untilLogCaughtUp(sql: Sql, clock: Clock, log: Log, isStopped: () => boolean): Promise<void> {
  let waited = false;
  for (let failures = 0; !isStopped();) {
    try {
      const missing = await releasesWaitFor(sql);
      if (missing === 0) {
        if (waited) log.info('retries.log-caught-up');
        return;
      }
      if (!waited) log.info({ missing }, 'retries.await-log');
      waited = true;
      failures = 0;
      await clock.wait(LOOK_MS);
    } catch (error) {
      failures += 1;
      const waitMs = backOffMs(BACK_OFF, failures);
      log.warn({ error, waitMs }, 'retries.log-unknown');
      await clock.wait(waitMs);
    }
  }
}
