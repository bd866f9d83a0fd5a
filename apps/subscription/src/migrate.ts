import { loadConfig } from '@postrider/config';
import { createLog } from '@postrider/observability';
import { databaseSettings, migrate } from '@postrider/persistence';
import { serviceSettings } from '@postrider/service';
import { SystemClock } from '@postrider/time';

/* Brings the database's schema up to date and ends: run before the services, by `npm start` or as a job of its own. */
const config = loadConfig({ ...databaseSettings, LOG_LEVEL: serviceSettings.LOG_LEVEL }, process.env);
const log = createLog('migrate', config.LOG_LEVEL);
const migrations = await migrate(config.DATABASE_URL, new SystemClock());
log.info({ migrations }, 'database.migrated');
