import type { AttemptMade } from '@postrider/schemas';

/** A report of an attempt that was under way when its event was expunged: what it brought back isn't kept either. */
export const withoutBody = (attempt: AttemptMade): AttemptMade =>
  attempt.response ? { ...attempt, response: { ...attempt.response, body: '', truncated: true } } : attempt;
