import { setTimeout as pause } from 'node:timers/promises';
import { loadConfig } from '@postrider/config';
import { createLog } from '@postrider/observability';
import { awaitSchema, databaseSettings, schemaOf } from '@postrider/persistence';
import { serviceSettings } from '@postrider/service';

/* Ends when the database has this version's schema, or is away: run before a service, where another job migrates. */
const config = loadConfig({ ...databaseSettings, LOG_LEVEL: serviceSettings.LOG_LEVEL }, process.env);
const log = createLog('await-schema', config.LOG_LEVEL);
const end = await awaitSchema({
  ask: () => schemaOf(config.DATABASE_URL),
  pause: () => pause(1000),
  tries: 5,
  told: (answer) => log.info(answer, 'database.schema-awaited'),
});
if (end === 'away') log.warn('database.schema-unknown');
else log.info('database.schema-present');
