import type { Page } from '@postrider/schemas';
import type { Database } from '../database.js';
import { EventTypeRow } from '../entities/configuration.entity.js';
import { announceOne, type AnnouncedChange } from './outbox.js';
import { pageById, type IdPage } from './page-by-id.js';
import { putRow } from './put-row.js';
import type { Changed } from './tenants.repository.js';

export class EventTypeRepository {
  constructor(private readonly database: Database) {}

  find(id: string): Promise<EventTypeRow | null> {
    return this.database.use((manager) => manager.findOneBy(EventTypeRow, { id }));
  }

  list(page: IdPage): Promise<Page<EventTypeRow>> {
    return this.database.use((manager) => pageById(manager.createQueryBuilder(EventTypeRow, 'row'), page));
  }

  /** Makes the event type or replaces all of it but its name and creation time. */
  put(type: Omit<EventTypeRow, 'createdAt' | 'updatedAt'>, now: Date): Promise<Changed<EventTypeRow>> {
    return this.database.transaction(async (manager) => {
      const put = await putRow(
        manager,
        EventTypeRow,
        manager.create(EventTypeRow, { ...type, createdAt: now, updatedAt: now }),
      );
      return { ...put, changes: [await announceOne(manager, 'event-type', type.id)] };
    });
  }

  delete(id: string): Promise<readonly AnnouncedChange[] | undefined> {
    return this.database.transaction(async (manager) => {
      const { affected } = await manager.delete(EventTypeRow, { id });
      return affected ? [await announceOne(manager, 'event-type', id)] : undefined;
    });
  }
}
