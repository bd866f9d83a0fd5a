import { z } from 'zod';

/** Seconds for which what was rotated out still works beside the new: a day, unless said otherwise; a week at most. */
export const graceSeconds = z
  .int()
  .min(0)
  .max(7 * 86_400)
  .default(86_400);
