import { unwrap, type ManagementParts } from '@postrider/sdk';
import { fieldLines } from '../answers/field-lines.js';
import type { Context } from '../context.js';
import { exactData } from '../exact-data.js';
import { startedJob } from '../job-progress.js';
import { firstOf, limitOption } from '../listing.js';
import { newCommand } from '../new-command.js';
import { given, time } from '../options.js';

type EventSummary = ManagementParts['schemas']['EventSummary'];

const columns = {
  id: ({ id }: EventSummary) => id,
  type: ({ type }: EventSummary) => type,
  accepted: ({ acceptedAt }: EventSummary) => acceptedAt,
  'ordering key': ({ orderingKey }: EventSummary) => orderingKey,
  labels: ({ labels }: EventSummary) => labels,
  bytes: ({ bytes }: EventSummary) => bytes,
};

/** `postrider events`. */
export function events(context: Context) {
  const group = newCommand('events', 'look at events, and call off what is open of them');
  const at = time(() => context.surroundings.clock.now());

  group
    .command('list')
    .description('list events, newest first')
    .option('--event-type <type>', 'of this type')
    .option('--label <label>', 'that have this label')
    .option('--since <time>', 'accepted from this time on: ISO 8601, or 15m, 2h, 7d', at)
    .option('--until <time>', 'accepted before this time', at)
    .option(...limitOption)
    .action(async ({ limit, ...search }) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      const found = await firstOf(limit, async (page) => {
        const params = { path: { tenant }, query: { ...page, ...given(search) } };
        return unwrap(await management.GET('/v1/tenants/{tenant}/events', { params }));
      });
      context.answers.list(found, columns, 'There are no such events.');
    });

  group
    .command('get')
    .description('look at an event, with its data byte for byte and its deliveries')
    .argument('<event>')
    .action(async (id) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      const params = { path: { tenant, id } };
      const text = unwrap(await management.GET('/v1/tenants/{tenant}/events/{id}', { params, parseAs: 'text' }));
      context.answers.json(text, () => {
        const {
          data: _data,
          deliveries,
          ...rest
        } = JSON.parse(text) as ManagementParts['schemas']['EventWithDeliveries'];
        return [
          ...fieldLines({ ...rest, data: exactData(text) }),
          ...deliveries.map(({ id: delivery, endpoint, status }) => `delivery  ${delivery}  ${endpoint}  ${status}`),
        ];
      });
    });

  group
    .command('cancel')
    .description('cancel what is open of an event; before its --deliver-at, all of it')
    .argument('<event>')
    .option('--no-wait', 'don’t wait until the job is done')
    .action(async (id, { wait }) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      const params = { path: { tenant, id } };
      const started = unwrap(await management.POST('/v1/tenants/{tenant}/events/{id}/cancel', { params }));
      await startedJob(context, started, wait);
    });
  return group;
}
