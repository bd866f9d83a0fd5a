import { setting, wholeNumber, type ConfigOf } from '@postrider/config';
import { kafkaSettings } from '@postrider/kafka';
import { databaseSettings } from '@postrider/persistence';
import {
  accessSettings,
  dedupeSettings,
  deliverySettings,
  inboxSettings,
  sealingSettings,
  serviceSettings,
} from '@postrider/service';

/** What ingestion reads from its environment. */
export const ingestionSettings = {
  ...serviceSettings,
  ...accessSettings,
  ...sealingSettings,
  ...kafkaSettings,
  ...databaseSettings,
  ...inboxSettings,
  ...dedupeSettings,
  RETENTION_DAYS: deliverySettings.RETENTION_DAYS,
  // Below what one Kafka record may hold, with its metadata and a fan-out's list of deliveries.
  MAX_EVENT_BYTES: setting(
    wholeNumber(1024, 700 * 1024).default(256 * 1024),
    'the largest data that an event may have; larger ones get 413',
  ),
};

export type IngestionConfig = ConfigOf<typeof ingestionSettings>;
