import {
  disableEndpoints,
  endpointFailures,
  forgetFailures,
  keepFailures,
  tellOfEndpoints,
  type EndpointFailure,
  type EndpointNews,
  type EndpointStanding,
  type Statements,
} from '@postrider/persistence';
import type { AttemptMade, OperationalNews } from '@postrider/schemas';
import { followStreak, streaksOf, type Followed } from './failing-streak.js';

/**
 * Follows which endpoints only fail, in the transaction that applies their attempts: warns, disables, and tells of it.
 * One look at what is known of the endpoints of the batch; beyond that nothing is written of one that is well, and of one
 * that fails only when it begins to, at each warning, and when it ends.
 */
export async function followFailures(
  statements: Statements,
  attempts: readonly AttemptMade[],
  standingOf: (endpoint: string) => EndpointStanding | undefined,
  { disableAfterMs, nowMs }: { readonly disableAfterMs: number; readonly nowMs: number },
): Promise<void> {
  const streaks = disableAfterMs > 0 ? streaksOf(attempts, standingOf) : new Map<string, never>();
  if (streaks.size === 0) return;
  const known = new Map(
    (await endpointFailures(statements, [...streaks.keys()])).map((failure) => [failure.endpoint, failure]),
  );
  const over: string[] = [];
  const kept: EndpointFailure[] = [];
  const disabled: string[] = [];
  const news: EndpointNews[] = [];
  for (const [endpoint, streak] of streaks) {
    const before = known.get(endpoint);
    const followed = followStreak(endpoint, before, streak, disableAfterMs);
    if (followed.disables) disabled.push(endpoint);
    else if (!followed.after && before) over.push(endpoint);
    else if (followed.after && followed.after !== before) kept.push(followed.after);
    news.push(...newsOf(followed).map((one) => ({ endpoint, news: one })));
  }
  await forgetFailures(statements, over);
  await keepFailures(statements, kept);
  await tellOfEndpoints(statements, news, nowMs);
  await disableEndpoints(statements, disabled, 'failing', nowMs);
}

function newsOf({ after, recovered, warning }: Followed): OperationalNews[] {
  const news: OperationalNews[] = [];
  if (recovered) news.push({ type: 'postrider.endpoint.recovered', data: { reason: 'succeeded' } });
  if (warning !== undefined && after && after.disablesAtMs !== null) {
    const failingSince = new Date(after.failingSinceMs).toISOString();
    const disablesAt = new Date(after.disablesAtMs).toISOString();
    news.push({ type: 'postrider.endpoint.failing', data: { failingSince, disablesAt, part: warning } });
  }
  return news;
}
