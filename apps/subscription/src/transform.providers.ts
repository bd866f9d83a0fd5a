import type { FactoryProvider } from '@nestjs/common';
import { Metrics } from '@postrider/observability';
import { TenantRepository } from '@postrider/persistence';
import { CONFIG, scriptLimits } from '@postrider/service';
import { Clock } from '@postrider/time';
import { Transformer } from '@postrider/transform';
import { DeliveryTransforms } from './fan-out/delivery-transforms.js';
import { SubscriptionTransforms } from './fan-out/subscription-transforms.js';
import { TransformTrials } from './management/transforms/transform-trials.js';
import type { SubscriptionConfig } from './subscription.config.js';

/** What a tenant's burst may come to, and how long it may wait: beyond it, deliveries fail for want of time, and others' go on. */
const FAN_OUT_SHARES = { waiting: 2000, waitMs: 10_000 };
/** What people try out has a thread of its own: it takes nothing of the fan-out's. */
const TRIAL_SHARES = { waiting: 8, waitMs: 5000 };

/** What runs transformations: those of deliveries, and those that are tried out. */
export const transformProviders: FactoryProvider[] = [
  { provide: SubscriptionTransforms, useFactory: () => new SubscriptionTransforms() },
  {
    provide: Transformer,
    inject: [CONFIG, Clock],
    useFactory: (config: SubscriptionConfig, clock: Clock) =>
      new Transformer({ ...scriptLimits(config), ...FAN_OUT_SHARES, threads: config.TRANSFORM_THREADS }, clock),
  },
  {
    provide: DeliveryTransforms,
    inject: [SubscriptionTransforms, Transformer, Metrics],
    useFactory: (transforms: SubscriptionTransforms, transformer: Transformer, metrics: Metrics) =>
      new DeliveryTransforms(transforms, transformer, metrics),
  },
  {
    provide: TransformTrials,
    inject: [TenantRepository, CONFIG, Clock],
    useFactory: (tenants: TenantRepository, config: SubscriptionConfig, clock: Clock) =>
      new TransformTrials(
        tenants,
        new Transformer({ ...scriptLimits(config), ...TRIAL_SHARES, threads: 1 }, clock),
        clock,
      ),
  },
];
