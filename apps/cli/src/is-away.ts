import { PostriderError } from '@postrider/sdk';

const AWAY_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

/** Whether somebody who was asked gave no answer, or said that what it needs is away: asking again later may help. */
export function isAway(error: unknown): boolean {
  if (error instanceof PostriderError) return AWAY_STATUSES.has(error.status);
  // What fetch rejects with.
  return error instanceof TypeError && error.cause !== undefined;
}
