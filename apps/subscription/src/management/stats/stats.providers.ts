import type { FactoryProvider } from '@nestjs/common';
import { Database, EndpointRepository, StatsRepository, TenantRepository } from '@postrider/persistence';
import { Clock } from '@postrider/time';
import { StatsView } from './stats.js';

/** What answers with statistics. */
export const statsProviders: FactoryProvider[] = [
  { provide: StatsRepository, inject: [Database], useFactory: (database: Database) => new StatsRepository(database) },
  {
    provide: StatsView,
    inject: [StatsRepository, TenantRepository, EndpointRepository, Clock],
    useFactory: (stats: StatsRepository, tenants: TenantRepository, endpoints: EndpointRepository, clock: Clock) =>
      new StatsView(stats, tenants, endpoints, clock),
  },
];
