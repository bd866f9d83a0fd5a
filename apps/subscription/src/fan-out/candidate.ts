import type { SubscriptionCondition } from '@postrider/filter';

/** An endpoint that an event goes to, and the subscription that says so. */
export interface Match {
  readonly endpoint: string;
  /** None for an endpoint that takes every event. */
  readonly subscription: string | undefined;
}

/** A subscription that covers an event's type. */
export interface Candidate extends Match {
  /** The subscription's place in its endpoint: of several that match, the first decides. */
  readonly position: number;
  /** What it asks for beside the type; absent for one that matches in any case. */
  readonly condition?: SubscriptionCondition | undefined;
  /** The one of its endpoint that is asked next, should that not be met. */
  readonly otherwise?: Candidate | undefined;
}

/** Whether it matches in any case, so that none behind it is ever asked. */
export const isPlain = ({ condition }: Candidate): boolean => condition === undefined;

/** Candidates of one endpoint in their order, up to the first that matches in any case; one that comes twice is asked once. */
export function firstOf(one: Candidate | undefined, other: Candidate): Candidate {
  if (!one) return other;
  const [first, second] = one.position <= other.position ? [one, other] : [other, one];
  if (isPlain(first)) return first;
  const next = first.position === second.position ? second.otherwise : second;
  return next ? { ...first, otherwise: firstOf(first.otherwise, next) } : first;
}
