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
};

export type DispatcherConfig = ConfigOf<typeof dispatcherSettings>;
