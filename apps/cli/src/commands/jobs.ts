import { unwrap, type ManagementParts } from '@postrider/sdk';
import type { Context } from '../context.js';
import { followJob } from '../job-progress.js';
import { firstOf, limitOption } from '../listing.js';
import { newCommand } from '../new-command.js';
import { given } from '../options.js';

type Job = ManagementParts['schemas']['Job'];

const columns = {
  id: ({ id }: Job) => id,
  kind: ({ kind }: Job) => kind,
  tenant: ({ tenant }: Job) => tenant,
  endpoint: ({ endpoint }: Job) => endpoint,
  status: ({ status }: Job) => status,
  done: ({ done, count }: Job) => `${done} of ${count}`,
  created: ({ createdAt }: Job) => createdAt,
};

/** `postrider jobs`. */
export function jobs(context: Context) {
  const group = newCommand('jobs', 'look at, follow and cancel jobs');

  group
    .command('list')
    .description('list jobs, newest first')
    .option(...limitOption)
    .action(async ({ limit }) => {
      const [{ management }, { tenant }] = [await context.api(), await context.connection()];
      const found = await firstOf(limit, async (page) => {
        const query = { ...page, ...given({ tenant }) };
        return unwrap(await management.GET('/v1/jobs', { params: { query } }));
      });
      context.answers.list(found, columns, 'There are no jobs.');
    });

  group
    .command('get')
    .description('look at a job')
    .argument('<job>')
    .action(async (id) => {
      const { management } = await context.api();
      context.answers.one(unwrap(await management.GET('/v1/jobs/{id}', { params: { path: { id } } })));
    });

  group
    .command('watch')
    .description('follow a job to its end')
    .argument('<job>')
    .action((id) => followJob(context, id));

  group
    .command('cancel')
    .description('end a job; what it has begun is delivered')
    .argument('<job>')
    .action(async (id) => {
      const { management } = await context.api();
      const job = unwrap(await management.POST('/v1/jobs/{id}/cancel', { params: { path: { id } } }));
      context.answers.one(job, () => [`${job.id} is ${job.status}: ${job.done} of ${job.count}.`]);
    });
  return group;
}
