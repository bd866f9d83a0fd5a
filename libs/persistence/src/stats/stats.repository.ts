import type { Database } from '../database.js';
import { ALL, type StatsCount, type StatsSpan } from './stats-counts.js';
import { countOf, STATS_TABLES, type StatsFields } from './stats-store.js';

/** Which counts are wanted: of one endpoint or event type, or of all; from `since` on, before `until`. */
export interface StatsWanted {
  readonly tenant: string;
  readonly endpoint?: string | undefined;
  readonly eventType?: string | undefined;
  readonly by: StatsSpan;
  readonly since: Date;
  readonly until: Date;
}

/** Reads what was counted. */
export class StatsRepository {
  constructor(private readonly database: Database) {}

  /** One row for each span in which there was something, oldest first: by the primary key, whatever is asked for. */
  counts({ tenant, endpoint = ALL, eventType = ALL, by, since, until }: StatsWanted): Promise<StatsCount[]> {
    return this.database.use(async (manager) => {
      const rows = await manager.query<StatsFields[]>(
        `select * from ${STATS_TABLES[by]} where tenant = $1 and endpoint_id = $2 and event_type = $3 and at >= $4 and at < $5 order by at`,
        [tenant, endpoint, eventType, since, until],
      );
      return rows.map(countOf);
    });
  }
}
