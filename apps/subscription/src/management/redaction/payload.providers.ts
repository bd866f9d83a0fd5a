import type { FactoryProvider } from '@nestjs/common';
import {
  Database,
  DeliveryActionRepository,
  EventLogRepository,
  EventTypeRepository,
  ExpungeRepository,
  TenantRepository,
} from '@postrider/persistence';
import { Clock } from '@postrider/time';
import { Deliveries } from '../deliveries/deliveries.js';
import { EventLog } from '../events/event-log.js';
import { Exports } from '../exports/exports.js';
import { Redactions } from './redactions.js';

/** What shows payloads and answers, and hides what isn't to be seen of them. */
export const payloadProviders: FactoryProvider[] = [
  {
    provide: Redactions,
    inject: [TenantRepository, EventTypeRepository],
    useFactory: (tenants: TenantRepository, eventTypes: EventTypeRepository) => new Redactions(tenants, eventTypes),
  },
  {
    provide: ExpungeRepository,
    inject: [Database],
    useFactory: (database: Database) => new ExpungeRepository(database),
  },
  {
    provide: EventLog,
    inject: [EventLogRepository, Redactions, ExpungeRepository, Clock],
    useFactory: (log: EventLogRepository, redactions: Redactions, expunging: ExpungeRepository, clock: Clock) =>
      new EventLog(log, redactions, expunging, clock),
  },
  {
    provide: Deliveries,
    inject: [EventLogRepository, DeliveryActionRepository, Redactions],
    useFactory: (log: EventLogRepository, actions: DeliveryActionRepository, redactions: Redactions) =>
      new Deliveries(log, actions, redactions),
  },
  {
    provide: Exports,
    inject: [EventLogRepository, Redactions],
    useFactory: (log: EventLogRepository, redactions: Redactions) => new Exports(log, redactions),
  },
];
