import { setting, wholeNumber, type ConfigOf } from '@postrider/config';
import { kafkaSettings } from '@postrider/kafka';
import { databaseSettings } from '@postrider/persistence';
import {
  dedupeSettings,
  deliverySettings,
  inboxSettings,
  serviceSettings,
  transformSettings,
} from '@postrider/service';

/** What the retry-scheduler reads from its environment. */
export const retrySchedulerSettings = {
  ...serviceSettings,
  ...kafkaSettings,
  ...databaseSettings,
  ...inboxSettings,
  ...dedupeSettings,
  ...transformSettings,
  RETENTION_DAYS: deliverySettings.RETENTION_DAYS,
  STATS_DAYS: setting(wholeNumber(1, 3650).default(400), 'how long statistics by day are kept'),
  METRICS_TOP: setting(
    wholeNumber(0, 20).default(10),
    'how many endpoints and tenants metrics name: those with the most to tell; 0: none',
  ),
  DISABLE_AFTER_FAILING_SECONDS: setting(
    wholeNumber(0, 365 * 86_400).default(5 * 86_400),
    'how long an endpoint may only fail before it’s disabled, warned of at 50, 70 and 90 %; 0: for ever',
  ),
};

export type RetrySchedulerConfig = ConfigOf<typeof retrySchedulerSettings>;
