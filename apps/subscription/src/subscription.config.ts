import type { ConfigOf } from '@postrider/config';
import { kafkaSettings } from '@postrider/kafka';
import { databaseSettings } from '@postrider/persistence';
import {
  accessSettings,
  dedupeSettings,
  deliverySettings,
  egressSettings,
  inboxSettings,
  sealingSettings,
  serviceSettings,
  transformSettings,
} from '@postrider/service';

/** What the subscription service reads from its environment. */
export const subscriptionSettings = {
  ...serviceSettings,
  ...accessSettings,
  ...sealingSettings,
  ...kafkaSettings,
  ...databaseSettings,
  ...inboxSettings,
  ...dedupeSettings,
  ...deliverySettings,
  ...egressSettings,
  ...transformSettings,
};

export type SubscriptionConfig = ConfigOf<typeof subscriptionSettings>;
