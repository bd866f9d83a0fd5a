import { setting, wholeNumber, type ConfigOf } from '@postrider/config';
import { kafkaSettings } from '@postrider/kafka';
import { deliverySettings, egressSettings, inboxSettings, sealingSettings, serviceSettings } from '@postrider/service';
import { z } from 'zod';

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
  PUBLIC_URL: setting(
    z
      .url({ protocol: /^https?$/, error: 'is an http or https URL' })
      .refine((url) => !/[?#]/.test(url), 'has a query or a fragment')
      .transform((url) => url.replace(/\/+$/, ''))
      .default(''),
    'where receivers reach the management API: for the links of thin payloads and the source of CloudEvents, a path alone when unset',
  ),
  ORDER_BLOCK_SECONDS: setting(
    wholeNumber(1, 30 * 86_400).default(86_400),
    'how long a delivery that fails holds back those behind it, where they go in order of a key; then it is skipped: dead, reason order_blocked',
  ),
};

export type DispatcherConfig = ConfigOf<typeof dispatcherSettings>;
