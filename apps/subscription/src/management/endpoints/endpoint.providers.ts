import type { FactoryProvider } from '@nestjs/common';
import { SystemResolver } from '@postrider/egress';
import { GroupCommitProducer } from '@postrider/kafka';
import { EndpointRepository, EventTypeRepository } from '@postrider/persistence';
import { Registry } from '@postrider/registry';
import { CONFIG } from '@postrider/service';
import { Clock } from '@postrider/time';
import type { SubscriptionConfig } from '../../subscription.config.js';
import { FilterTests } from '../filters/filter-tests.js';
import { TransformTrials } from '../transforms/transform-trials.js';
import { EndpointKeys } from './endpoint-keys.js';
import { EndpointTests } from './endpoint-tests.js';
import { EndpointUrls } from './endpoint-urls.js';
import { Endpoints } from './endpoints.js';

/** What endpoints are made and tried out with. */
export const endpointProviders: FactoryProvider[] = [
  {
    provide: EndpointUrls,
    inject: [CONFIG],
    useFactory: ({ EGRESS_ALLOW_CIDRS: policy }: SubscriptionConfig) =>
      new EndpointUrls(policy, new SystemResolver().resolve),
  },
  {
    provide: Endpoints,
    inject: [EndpointRepository, EndpointUrls, TransformTrials, CONFIG, Clock],
    useFactory: (
      endpoints: EndpointRepository,
      urls: EndpointUrls,
      trials: TransformTrials,
      config: SubscriptionConfig,
      clock: Clock,
    ) => new Endpoints(endpoints, urls, trials, config.POSTRIDER_SECRET_KEY, clock, config),
  },
  { provide: FilterTests, inject: [Clock], useFactory: (clock: Clock) => new FilterTests(clock) },
  {
    provide: EndpointKeys,
    inject: [EndpointRepository, Registry, CONFIG, Clock],
    useFactory: (endpoints: EndpointRepository, registry: Registry, config: SubscriptionConfig, clock: Clock) =>
      new EndpointKeys(endpoints, registry, config.POSTRIDER_SECRET_KEY, clock),
  },
  {
    provide: EndpointTests,
    inject: [EndpointRepository, EventTypeRepository, GroupCommitProducer, CONFIG, Clock],
    useFactory: (
      endpoints: EndpointRepository,
      types: EventTypeRepository,
      producer: GroupCommitProducer,
      config: SubscriptionConfig,
      clock: Clock,
    ) => new EndpointTests(endpoints, types, producer, config, clock),
  },
];
