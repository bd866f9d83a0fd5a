import { Option } from '@commander-js/extra-typings';
import { unwrap } from '@postrider/sdk';
import { Misuse } from '../command-failed.js';
import type { Context } from '../context.js';
import { startedJob } from '../job-progress.js';
import { newCommand } from '../new-command.js';
import { given, perSecond, time } from '../options.js';

/** `postrider replay`, `backfill` and `redrive`: jobs that deliver again what there was. */
export function deliverAgain(context: Context) {
  return [replay(context), backfill(context), redrive(context)];
}

const RATE = [
  '--per-second <n>',
  'how many deliveries it may begin in a second; 1,000 unless given',
  perSecond,
] as const;
const DRY_RUN = ['--dry-run', 'only count what there is to do'] as const;
const NO_WAIT = ['--no-wait', 'don’t wait until the job is done'] as const;
const SINCE = '--since <time>';
const SINCE_MEANING = 'what was accepted from this time on: ISO 8601, or 15m, 2h, 7d';
const UNTIL = ['--until <time>', 'what was accepted before this time'] as const;

function replay(context: Context) {
  const at = time(() => context.surroundings.clock.now());
  return newCommand('replay', 'deliver an endpoint’s events again, or one event')
    .option('--endpoint <id>', 'to this endpoint')
    .option('--event <id>', 'this event: to every endpoint that wants it now, or to --endpoint alone')
    .option(SINCE, SINCE_MEANING, at)
    .option(...UNTIL, at)
    .addOption(
      new Option('--status <which>', 'its dead letters, what never arrived, or all; missing unless given').choices([
        'dead',
        'missing',
        'all',
      ] as const),
    )
    .option(...RATE)
    .option(...DRY_RUN)
    .option(...NO_WAIT)
    .action(async ({ endpoint, event, since, until, status, perSecond: rate, dryRun, wait }) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      const pace = given({ perSecond: rate, dryRun });
      if (event !== undefined) {
        if (since ?? until ?? status) throw new Misuse('--since, --until and --status are for an endpoint’s events.');
        const params = { path: { tenant, id: event } };
        const body = { ...pace, ...given({ endpoint }) };
        const answer = unwrap(await management.POST('/v1/tenants/{tenant}/events/{id}/replay', { params, body }));
        await startedJob(context, answer, wait);
        return;
      }
      if (endpoint === undefined || since === undefined)
        throw new Misuse('Say what: --endpoint and --since, or --event.');
      const params = { path: { tenant, id: endpoint } };
      const body = { since, ...pace, ...given({ until, status }) };
      const answer = unwrap(await management.POST('/v1/tenants/{tenant}/endpoints/{id}/replay', { params, body }));
      await startedJob(context, answer, wait);
    });
}

function backfill(context: Context) {
  const at = time(() => context.surroundings.clock.now());
  return newCommand('backfill', 'deliver earlier events to an endpoint that is new')
    .argument('<endpoint>')
    .requiredOption(SINCE, SINCE_MEANING, at)
    .option(...UNTIL, at)
    .option(...RATE)
    .option(...DRY_RUN)
    .option(...NO_WAIT)
    .action(async (id, { since, until, perSecond: rate, dryRun, wait }) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      const params = { path: { tenant, id } };
      const body = { since, ...given({ until, perSecond: rate, dryRun }) };
      const answer = unwrap(await management.POST('/v1/tenants/{tenant}/endpoints/{id}/backfill', { params, body }));
      await startedJob(context, answer, wait);
    });
}

function redrive(context: Context) {
  const at = time(() => context.surroundings.clock.now());
  return newCommand('redrive', 'deliver dead letters again, of a tenant or an endpoint')
    .option('--endpoint <id>', 'of this endpoint alone')
    .option(SINCE, SINCE_MEANING, at)
    .option(...UNTIL, at)
    .option(...RATE)
    .option(...DRY_RUN)
    .option(...NO_WAIT)
    .action(async ({ endpoint, since, until, perSecond: rate, dryRun, wait }) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      const params = { path: { tenant } };
      const body = given({ endpoint, since, until, perSecond: rate, dryRun });
      const answer = unwrap(await management.POST('/v1/tenants/{tenant}/dead-letters/redrive', { params, body }));
      await startedJob(context, answer, wait);
    });
}
