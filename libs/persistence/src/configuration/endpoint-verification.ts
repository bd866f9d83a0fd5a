import type { Statements } from '../sql.js';
import { announce } from './outbox.js';

/** A challenge that an endpoint answered. */
export interface AnsweredChallenge {
  readonly endpoint: string;
  /** The event that it came with. */
  readonly event: string;
  readonly at: string;
}

/**
 * Marks endpoints as verified whose newest challenge was answered, and announces them. A change of the URL forgets the
 * challenge, so an answer from where the endpoint was before says nothing of where it is now.
 */
export async function markVerified(statements: Statements, answered: readonly AnsweredChallenge[]): Promise<void> {
  if (answered.length === 0) return;
  const rows = await statements.query<{ id: string }>(
    `update endpoints e set verified_at = v.at, verification_event = null
     from unnest($1::text[], $2::text[], $3::timestamptz[]) as v (id, event, at)
     where e.id = v.id and e.verification_event = v.event returning e.id`,
    [answered.map(({ endpoint }) => endpoint), answered.map(({ event }) => event), answered.map(({ at }) => at)],
  );
  await announce(
    statements,
    'endpoint',
    rows.map(({ id }) => id),
  );
}
