import { setting, type ConfigOf } from '@postrider/config';
import { parseEgressIps } from '@postrider/egress';
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
import { z } from 'zod';

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
  EGRESS_IPS: setting(
    z
      .string()
      .default('')
      .transform((text, context) => {
        const parsed = parseEgressIps(text);
        if (parsed.kind === 'parsed') return parsed.ips;
        for (const message of parsed.faults) context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }),
    'the addresses and ranges that deliveries come from, as GET /v1/egress-ips publishes them for receivers to allow',
  ),
};

export type SubscriptionConfig = ConfigOf<typeof subscriptionSettings>;
