import { Option } from '@commander-js/extra-typings';
import { unwrap, type ManagementParts } from '@postrider/sdk';
import { fieldLines } from '../answers/field-lines.js';
import { tableOf } from '../answers/table-of.js';
import type { Context } from '../context.js';
import { firstOf, limitOption } from '../listing.js';
import { newCommand } from '../new-command.js';
import { given, time, wholeNumber } from '../options.js';

type Delivery = ManagementParts['schemas']['Delivery'];
type Attempt = ManagementParts['schemas']['Attempt'];

const STATUSES = ['pending', 'delivered', 'retrying', 'held', 'dead', 'cancelled'] as const;

const columns = {
  id: ({ id }: Delivery) => id,
  event: ({ event }: Delivery) => event,
  type: ({ eventType }: Delivery) => eventType,
  endpoint: ({ endpoint }: Delivery) => endpoint,
  status: ({ status, reason }: Delivery) => [status, ...(reason ? [reason] : [])],
  attempts: ({ attempts }: Delivery) => attempts,
  'last answer': ({ lastStatusCode, lastFailure }: Delivery) => lastStatusCode ?? lastFailure,
};

const attemptColumns = {
  attempt: ({ number }: Attempt) => number,
  at: ({ startedAt }: Attempt) => startedAt,
  outcome: ({ outcome, reason }: Attempt) => [outcome, ...(reason ? [reason] : [])],
  answer: ({ response }: Attempt) => response?.statusCode,
  ms: ({ durationMs }: Attempt) => Math.round(durationMs),
  why: ({ failure, detail }: Attempt) => detail ?? failure?.title,
};

/** `postrider deliveries`. */
export function deliveries(context: Context) {
  const group = newCommand('deliveries', 'look for deliveries and what was answered, and try one again');
  const at = time(() => context.surroundings.clock.now());

  group
    .command('list')
    .description('list deliveries, newest first')
    .addOption(new Option('--status <status>', 'that stand so').choices(STATUSES))
    .option('--endpoint <id>', 'to this endpoint')
    .option('--event <id>', 'of this event')
    .option('--event-type <type>', 'of events of this type')
    .option('--last-status-code <n>', 'whose last attempt was answered so', wholeNumber(100, 599))
    .option('--since <time>', 'of events accepted from this time on: ISO 8601, or 15m, 2h, 7d', at)
    .option('--until <time>', 'of events accepted before this time', at)
    .option(...limitOption)
    .action(async ({ limit, ...search }) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      const found = await firstOf(limit, async (page) => {
        const params = { path: { tenant }, query: { ...page, ...given(search) } };
        return unwrap(await management.GET('/v1/tenants/{tenant}/deliveries', { params }));
      });
      context.answers.list(found, columns, 'There are no such deliveries.');
    });

  group
    .command('get')
    .description('look at a delivery, with every attempt and why it failed')
    .argument('<delivery>')
    .action(async (id) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      const params = { path: { tenant, id } };
      const found = unwrap(await management.GET('/v1/tenants/{tenant}/deliveries/{id}', { params }));
      const { attemptLog, ...rest } = found;
      context.answers.one(found, () => [
        ...fieldLines(rest),
        ...(attemptLog.length === 0 ? [] : ['', ...tableOf(attemptLog, attemptColumns)]),
      ]);
    });

  for (const [action, description] of [
    ['retry', 'attempt a delivery now'],
    ['cancel', 'cancel a delivery'],
  ] as const)
    group
      .command(`${action} <delivery>`)
      .description(description)
      .action(async (id) => {
        const [{ management }, tenant] = [await context.api(), await context.tenant()];
        const params = { path: { tenant, id } };
        const changed: Delivery = unwrap(
          await management.POST(`/v1/tenants/{tenant}/deliveries/{id}/${action}`, { params }),
        );
        context.answers.one(changed, () => [`${changed.id} is ${changed.status}.`]);
      });
  return group;
}
