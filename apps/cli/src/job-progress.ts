import { unwrap, type ManagementParts } from '@postrider/sdk';
import { CommandStopped } from './command-failed.js';
import type { Context } from './context.js';
import { pause } from './pause.js';
import { progressOf } from './progress.js';

type Job = ManagementParts['schemas']['Job'];
type Answer = ManagementParts['schemas']['JobStarted'] | { readonly count: number; readonly more: boolean };

const LOOK_MS = 500;

/** Tells of a job that was asked for: of what there would be to do after a dry run, and else follows it to its end unless told not to wait. */
export async function startedJob(context: Context, answer: Answer, wait: boolean): Promise<void> {
  const many = `${answer.count}${answer.more ? ' or more' : ''} ${answer.count === 1 ? 'delivery' : 'deliveries'}`;
  if (!('job' in answer)) context.answers.one(answer, () => [`There would be ${many} to make.`]);
  else if (wait) await followJob(context, answer.job);
  else
    context.answers.one(answer, () => [`${answer.job} begins, with ${many}: \`postrider jobs watch ${answer.job}\`.`]);
}

/** Shows how far a job is until it ends, and then what it did; throws {@link CommandStopped} when it's not waited for any longer. */
export async function followJob(context: Context, id: string): Promise<void> {
  const { management } = await context.api();
  const { answers, surroundings } = context;
  const progress = progressOf(surroundings.terminal, id, answers.asJson);
  try {
    for (;;) {
      const job: Job = unwrap(await management.GET('/v1/jobs/{id}', { params: { path: { id } } }));
      // What it's about was counted when it was made; it may find more.
      progress.at(job.done, Math.max(job.count, job.done));
      if (job.finishedAt !== undefined) {
        progress.end();
        answers.one(job, () => [`${job.id} is ${job.status}: ${job.kind}, ${job.done} of ${job.count}.`]);
        return;
      }
      if (!(await pause(surroundings, LOOK_MS)))
        throw new CommandStopped(
          `${id} goes on: \`postrider jobs watch ${id}\` shows how far it is, \`postrider jobs cancel ${id}\` ends it.`,
        );
    }
  } finally {
    progress.end();
  }
}
