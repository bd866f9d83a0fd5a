import { setting, wholeNumber, type ConfigOf } from '@postrider/config';
import { kafkaSettings } from '@postrider/kafka';
import { databaseSettings } from '@postrider/persistence';
import { dedupeSettings, deliverySettings, inboxSettings, serviceSettings } from '@postrider/service';

/** What the retry-scheduler reads from its environment. */
export const retrySchedulerSettings = {
  ...serviceSettings,
  ...kafkaSettings,
  ...databaseSettings,
  ...inboxSettings,
  ...dedupeSettings,
  RETENTION_DAYS: deliverySettings.RETENTION_DAYS,
  DISABLE_AFTER_FAILING_SECONDS: setting(
    wholeNumber(0, 365 * 86_400).default(5 * 86_400),
    'after so long of nothing but failure an endpoint is disabled, with warnings at 50, 70 and 90 % of it; 0: never',
  ),
};

export type RetrySchedulerConfig = ConfigOf<typeof retrySchedulerSettings>;
