import type { Database } from '../database.js';
import { IdempotencyKeyRow } from '../entities/configuration.entity.js';

/** What is known of an Idempotency-Key when a request comes with it. */
export type KeyClaim =
  /** It's new: go on, and then complete or abandon it. */
  | { readonly kind: 'new' }
  | { readonly kind: 'under_way' }
  | { readonly kind: 'other_request' }
  | { readonly kind: 'answered'; readonly status: number; readonly sealedBody: string };

/** A request that never ended, because its process died, keeps its key this long. */
const ABANDONED_MS = 60_000;

export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  /** Takes the key for this request, or tells what became of the one that has it. */
  claim(caller: string, key: string, request: string, now: Date): Promise<KeyClaim> {
    return this.database.transaction(async (manager): Promise<KeyClaim> => {
      const inserted = await manager
        .createQueryBuilder()
        .insert()
        .into(IdempotencyKeyRow)
        .values({ caller, key, request, status: null, sealedBody: null, createdAt: now })
        .orIgnore()
        .returning('key')
        .execute();
      if ((inserted.raw as unknown[]).length > 0) return { kind: 'new' };
      const row = await manager.findOne(IdempotencyKeyRow, {
        where: { caller, key },
        lock: { mode: 'pessimistic_write' },
      });
      if (!row) return { kind: 'under_way' };
      if (row.request !== request) return { kind: 'other_request' };
      if (row.status !== null && row.sealedBody !== null)
        return { kind: 'answered', status: row.status, sealedBody: row.sealedBody };
      if (now.getTime() - row.createdAt.getTime() < ABANDONED_MS) return { kind: 'under_way' };
      await manager.update(IdempotencyKeyRow, { caller, key }, { createdAt: now });
      return { kind: 'new' };
    });
  }

  /** Keeps the answer, for whoever asks again. */
  async complete(caller: string, key: string, status: number, sealedBody: string): Promise<void> {
    await this.database.use((manager) => manager.update(IdempotencyKeyRow, { caller, key }, { status, sealedBody }));
  }

  /** Lets the key go: the request failed, and may be tried again. */
  async abandon(caller: string, key: string): Promise<void> {
    await this.database.use((manager) => manager.delete(IdempotencyKeyRow, { caller, key }));
  }

  /** Forgets answers older than `before`; answers how many. */
  async forget(before: Date): Promise<number> {
    const { affected } = await this.database.use((manager) =>
      manager.createQueryBuilder().delete().from(IdempotencyKeyRow).where('created_at < :before', { before }).execute(),
    );
    return affected ?? 0;
  }
}
