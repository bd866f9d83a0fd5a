import type { EndpointFailure, EndpointStanding } from '@postrider/persistence';
import type { AttemptMade, FailingPart, FailureReason } from '@postrider/schemas';

/** What a batch's attempts say about one endpoint: what came before its last success counts no more. */
export interface Streak {
  /** When the last success of the batch ended. */
  readonly succeededMs?: number;
  /** When the first failure after that ended, and the last. */
  readonly failedFromMs?: number;
  readonly failedUntilMs?: number;
}

/** What follows from a streak. */
export interface Followed {
  /** What is to be known of the endpoint's failing from now on; undefined: it isn't failing. */
  readonly after: EndpointFailure | undefined;
  /** A failing that was warned of is over. */
  readonly recovered: boolean;
  /** What is to be warned of now. */
  readonly warning?: FailingPart;
  readonly disables: boolean;
}

/** Failures that say nothing against the endpoint: it works and wants less, or it's our own key that is missing. */
const UNCOUNTED: ReadonlySet<FailureReason> = new Set(['rate_limited', 'unsigned']);

const PARTS: readonly FailingPart[] = [0.9, 0.7, 0.5];

/** Between the first warning and the end lies at least this part of the time, however late the attempt came that warned. */
const LAST_PART = 0.1;

/** Reads attempts in the order of the log, each endpoint's by themselves. Failures count while an endpoint is enabled, from its enabling on. */
export function streaksOf(
  attempts: readonly AttemptMade[],
  standingOf: (endpoint: string) => EndpointStanding | undefined,
): ReadonlyMap<string, Streak> {
  const streaks = new Map<string, Streak>();
  for (const { delivery, outcome, reason, endedAt } of attempts) {
    const { endpoint } = delivery;
    const endedMs = Date.parse(endedAt);
    if (outcome === 'delivered') {
      streaks.set(endpoint, { succeededMs: endedMs });
      continue;
    }
    const standing = standingOf(endpoint);
    if (standing?.status !== 'enabled' || endedMs < standing.sinceMs) continue;
    if (reason !== undefined && UNCOUNTED.has(reason)) continue;
    const before = streaks.get(endpoint);
    streaks.set(endpoint, { ...before, failedFromMs: before?.failedFromMs ?? endedMs, failedUntilMs: endedMs });
  }
  return streaks;
}

/**
 * Follows an endpoint's failing: policy alone. It's disabled by the first failure when `periodMs` of nothing but
 * failure have passed, and never without a warning before: where the attempts came too seldom for one, the first
 * failure after that warns, and says when it ends.
 */
export function followStreak(
  endpoint: string,
  known: EndpointFailure | undefined,
  { succeededMs, failedFromMs, failedUntilMs }: Streak,
  periodMs: number,
): Followed {
  const isOver = known !== undefined && succeededMs !== undefined && succeededMs >= known.failingSinceMs;
  const recovered = isOver && known.warned !== null;
  const before = isOver ? undefined : known;
  if (failedFromMs === undefined || failedUntilMs === undefined) return { after: before, recovered, disables: false };

  const failure = before ?? { endpoint, failingSinceMs: failedFromMs, warned: null, disablesAtMs: null };
  if (failure.disablesAtMs !== null && failedUntilMs >= failure.disablesAtMs)
    return { after: undefined, recovered, disables: true };
  const part = PARTS.find((one) => failedUntilMs - failure.failingSinceMs >= one * periodMs);
  if (part === undefined || part <= (failure.warned ?? 0)) return { after: failure, recovered, disables: false };
  const disablesAtMs =
    failure.disablesAtMs ??
    Math.ceil(Math.max(failure.failingSinceMs + periodMs, failedUntilMs + LAST_PART * periodMs));
  return { after: { ...failure, warned: part, disablesAtMs }, recovered, warning: part, disables: false };
}
