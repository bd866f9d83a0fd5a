import { Unavailable } from '@postrider/time';
import { IsNull } from 'typeorm';
import type { Database } from '../database.js';
import { IdempotencyKeyRow } from '../entities/configuration.entity.js';

/** What is known of an Idempotency-Key when a request comes with it. */
export type KeyClaim =
  /** It's new: go on with {@link IdempotencyRepository.answer}. */
  | { readonly kind: 'new' }
  | { readonly kind: 'under_way' }
  | { readonly kind: 'other_request' }
  | { readonly kind: 'answered'; readonly status: number; readonly sealedBody: string };

/** A key that a request has. */
export interface ClaimedKey {
  readonly caller: string;
  readonly key: string;
  readonly claimedAt: Date;
}

/** What is answered whoever asks again. */
export interface KeptAnswer {
  readonly status: number;
  readonly sealedBody: string;
}

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

  /**
   * Makes the change that a new key was claimed for at `claimedAt`, and keeps its answer: both in one transaction, so that
   * a key whose answer isn't kept belongs to a change that wasn't made. One that fails lets the key go.
   */
  async answer<T>(
    { caller, key, claimedAt }: ClaimedKey,
    change: () => Promise<T>,
    answerOf: (result: T) => KeptAnswer,
  ): Promise<T> {
    const mine = { caller, key, status: IsNull(), createdAt: claimedAt };
    try {
      return await this.database.together(change, async (manager, result) => {
        const { affected } = await manager.update(IdempotencyKeyRow, mine, answerOf(result));
        if (affected !== 1) throw new Unavailable('the request took so long that another has its Idempotency-Key');
      });
    } catch (error) {
      // Should this fail too, the key is free when it counts as abandoned.
      await this.database.use((manager) => manager.delete(IdempotencyKeyRow, mine)).catch(() => undefined);
      throw error;
    }
  }

  /** Forgets answers older than `before`; answers how many. */
  async forget(before: Date): Promise<number> {
    const { affected } = await this.database.use((manager) =>
      manager.createQueryBuilder().delete().from(IdempotencyKeyRow).where('created_at < :before', { before }).execute(),
    );
    return affected ?? 0;
  }
}
