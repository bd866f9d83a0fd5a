import { unwrap, type ManagementParts } from '@postrider/sdk';
import type { Context } from '../context.js';
import { AttemptsFollowed } from '../follow/attempts-followed.js';
import { keepLooking } from '../follow/keep-looking.js';
import { inPortions } from '../in-portions.js';
import { PAGE } from '../listing.js';
import { newCommand } from '../new-command.js';
import { given, time } from '../options.js';

type Attempt = ManagementParts['schemas']['Attempt'];
type Delivery = ManagementParts['schemas']['Delivery'];

const LOOK_MS = 1000;
const AT_ONCE = 8;

/** `postrider tail`. */
export function tail(context: Context) {
  return newCommand(
    'tail',
    'show attempts as they are made, until it’s stopped: of the newest 250 deliveries, and of the newest 250 that wait for a retry',
  )
    .option('--endpoint <id>', 'to this endpoint')
    .option('--event-type <type>', 'of events of this type')
    .option('--failed', 'only those that failed')
    .option(
      '--since <time>',
      'from this time on: ISO 8601, or 15m; now unless given',
      time(() => context.surroundings.clock.now()),
    )
    .action(async ({ endpoint, eventType, failed, since }) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      const { clock } = context.surroundings;
      const followed = new AttemptsFollowed(since ?? clock.timestamp());
      const list = async (status?: 'retrying'): Promise<readonly Delivery[]> => {
        const query = { limit: PAGE, ...given({ endpoint, eventType, status }) };
        const params = { path: { tenant }, query };
        return unwrap(await management.GET('/v1/tenants/{tenant}/deliveries', { params })).data;
      };
      await keepLooking(context.surroundings, LOOK_MS, async () => {
        const [newest, waiting] = await Promise.all([list(), list('retrying')]);
        const ids = followed.toLookAt(newest, waiting);
        const looked = await inPortions(ids, AT_ONCE, async (id) => {
          const params = { path: { tenant, id } };
          const answer = await management.GET('/v1/tenants/{tenant}/deliveries/{id}', { params });
          // Its time is over, and what was made of it isn't kept any more.
          return answer.response.status === 404 ? { id, attemptLog: [] } : unwrap(answer);
        });
        const news = looked.flatMap(({ attemptLog, ...delivery }) =>
          followed
            .news(delivery.id, attemptLog)
            .flatMap((attempt) => ('event' in delivery ? [{ delivery, attempt }] : [])),
        );
        news.sort((a, b) => a.attempt.startedAt.localeCompare(b.attempt.startedAt));
        for (const one of news)
          if (!failed || one.attempt.outcome === 'failed')
            context.answers.item(one, () => line(one.delivery, one.attempt));
      });
    });
}

/** One attempt as people read it. */
export function line(delivery: Omit<Delivery, 'attemptLog'>, attempt: Attempt): string {
  const { startedAt, outcome, reason, response, durationMs, number, trigger } = attempt;
  const answer = [response?.statusCode, reason].filter((part) => part !== undefined).join(' ');
  const ms = `${Math.round(durationMs)} ms`;
  const which = trigger === 'first' ? '' : `  ${trigger} ${number}`;
  return `${startedAt}  ${outcome.padEnd(9)}  ${answer}  ${ms}  ${delivery.eventType}  ${delivery.event} → ${delivery.endpoint}${which}`;
}
