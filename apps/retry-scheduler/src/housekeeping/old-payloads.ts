import { dayOf, expungeOlder, retentionsOfTenants, type Sql, type TenantRetention } from '@postrider/persistence';

const DAY_MS = 86_400_000;
/** Events in one transaction: keeps its locks short. */
const AT_ONCE = 500;
/** The log can be behind by what Kafka keeps: what it came to late lies before what was expunged already. */
const LATE_DAYS = 8;

/** Has the payloads of tenants that keep less than the platform expunged once they're too old for their tenant. */
export class OldPayloads {
  #lookedBackOn = '';

  constructor(private readonly sql: Sql) {}

  /** Goes on from where the last round ended; once a day from so far before that nothing which came late is left out. */
  async expunge(nowMs: number): Promise<number> {
    const today = dayOf(nowMs);
    const backMs = this.#lookedBackOn === today ? 0 : LATE_DAYS * DAY_MS;
    let expunged = 0;
    for (const retention of await retentionsOfTenants(this.sql))
      expunged += await this.#ofTenant(retention, nowMs, backMs);
    this.#lookedBackOn = today;
    return expunged;
  }

  async #ofTenant({ tenant, days, until }: TenantRetention, nowMs: number, backMs: number): Promise<number> {
    const span = { before: new Date(nowMs - days * DAY_MS), now: new Date(nowMs), limit: AT_ONCE };
    let from = until && new Date(until.getTime() - backMs);
    for (let expunged = 0; ;) {
      const step = await this.sql.transaction((statements) => expungeOlder(statements, tenant, { ...span, from }));
      expunged += step?.count ?? 0;
      if (!step || step.count < AT_ONCE) return expunged;
      from = step.until;
    }
  }
}
