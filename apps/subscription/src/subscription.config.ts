import { setting, wholeNumber, type ConfigOf } from '@postrider/config';
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
} from '@postrider/service';

/** What transformations may use. */
export const transformSettings = {
  TRANSFORM_THREADS: setting(
    wholeNumber(1, 64).default(2),
    'threads that run transformations; no tenant has all of them at once, unless there is one alone',
  ),
  TRANSFORM_TIMEOUT_MS: setting(
    wholeNumber(1, 10_000).default(50),
    'how long one run of a transformation may take, of the CPU where the system tells, else by the clock',
  ),
  TRANSFORM_MEMORY_MIB: setting(
    wholeNumber(8, 512).default(16),
    'memory that one run of a transformation may use, in MiB',
  ),
  TRANSFORM_MAX_BODY_BYTES: setting(
    wholeNumber(1024, 512 * 1024).default(256 * 1024),
    'the largest body that a transformation may make',
  ),
};

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
