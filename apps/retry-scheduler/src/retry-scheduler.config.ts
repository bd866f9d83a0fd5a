import type { ConfigOf } from '@postrider/config';
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
};

export type RetrySchedulerConfig = ConfigOf<typeof retrySchedulerSettings>;
