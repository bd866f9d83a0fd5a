import { z } from 'zod';

/**
 * Why an attempt is made: the first one, one that the schedule brought, one that somebody asked for beside the
 * schedule, one of a new run after a dead letter, or one that a replay asked for.
 */
export const Trigger = z.enum(['first', 'retry', 'manual', 'redrive', 'replay']);

export type Trigger = z.infer<typeof Trigger>;

/** How far a delivery has come; what the next attempt needs to know of the earlier ones. */
export const DeliveryTurn = z.object({
  trigger: Trigger,
  /** 0, and one more each time that it's redriven or replayed: what belongs to an older run no longer decides anything. */
  run: z.int().nonnegative(),
  /** How many entries of the retry schedule this run has used up. */
  step: z.int().nonnegative(),
  /** The number of the attempt to be made, from 1, over all runs. */
  number: z.int().positive(),
  /** When this run began, later by as long as it was held: its age decides when it has expired. Absent: with the event's acceptance. */
  since: z.iso.datetime({ precision: 3 }).optional(),
  /** A manual attempt that fails leaves the schedule where it was: when the scheduled one is due, if one is. */
  resumeAt: z.iso.datetime({ precision: 3 }).optional(),
  /** When the first of its attempts that failed began, later by as long as it was held: since then it has held its lane back. */
  headSince: z.iso.datetime({ precision: 3 }).optional(),
});

export type DeliveryTurn = z.infer<typeof DeliveryTurn>;

/** The turn of a delivery that comes straight from the fan-out. */
export const FIRST_TURN: DeliveryTurn = { trigger: 'first', run: 0, step: 0, number: 1 };
