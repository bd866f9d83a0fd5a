import { setting, wholeNumber, type ConfigOf } from '@postrider/config';
import { kafkaSettings } from '@postrider/kafka';
import { deliverySettings, egressSettings, inboxSettings, sealingSettings, serviceSettings } from '@postrider/service';

/** What the dispatcher reads from its environment. It has no database. */
export const dispatcherSettings = {
  ...serviceSettings,
  ...sealingSettings,
  ...kafkaSettings,
  ...inboxSettings,
  ...deliverySettings,
  ...egressSettings,
  DISPATCH_CONCURRENCY: setting(wholeNumber(1, 10_000).default(768), 'attempts that one dispatcher makes at a time'),
  DISPATCH_TENANT_CONCURRENCY: setting(
    wholeNumber(1, 10_000).optional(),
    'attempts for one tenant that one dispatcher makes at a time; half of DISPATCH_CONCURRENCY when unset',
  ),
  KEPT_SUCCESS_BODY_BYTES: setting(
    wholeNumber(0, 64 * 1024).default(64 * 1024),
    'how much of a 2xx answer’s body the log keeps; of any other answer it keeps 64 KiB',
  ),
  ORDER_BLOCK_SECONDS: setting(
    wholeNumber(1, 30 * 86_400).default(86_400),
    'how long a delivery that fails holds back those behind it, where they go in order of a key; then it is skipped: dead, reason order_blocked',
  ),
};

export type DispatcherConfig = ConfigOf<typeof dispatcherSettings>;
