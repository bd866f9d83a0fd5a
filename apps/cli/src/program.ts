import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { deliverAgain } from './commands/deliver-again.js';
import { deliveries } from './commands/deliveries.js';
import { dlt } from './commands/dlt.js';
import { doctor } from './commands/doctor.js';
import { endpoints } from './commands/endpoints.js';
import { eventTypes } from './commands/event-types.js';
import { events } from './commands/events.js';
import { jobs } from './commands/jobs.js';
import { keys } from './commands/keys.js';
import { listen } from './commands/listen.js';
import { profiles } from './commands/profiles.js';
import { publish } from './commands/publish.js';
import { tail } from './commands/tail.js';
import { tenants } from './commands/tenants.js';
import { Context } from './context.js';
import { newCommand } from './new-command.js';
import type { Surroundings } from './surroundings.js';

/** The whole command, ready to read arguments. */
export function program(surroundings: Surroundings, version: string): Command {
  const root = newCommand('postrider', 'Postrider from the command line.')
    .version(version, '--version', 'say which version this is')
    .option('--json', 'answer in JSON: one object for one thing, one a line for lists and streams')
    .option('--tenant <id>', 'which tenant it is about')
    .option('--profile <name>', 'which profile is used')
    .option('--url <url>', 'where both APIs are, where one host has them')
    .option('--ingestion-url <url>', 'where ingestion is')
    .option('--management-url <url>', 'where the subscription service is, which has the management API')
    .option('--key-file <file>', 'a file with the key that is asked with; - for stdin');
  const context = new Context(surroundings, () => root.opts());
  const commands = [
    tenants(context),
    eventTypes(context),
    endpoints(context),
    keys(context),
    publish(context),
    events(context),
    deliveries(context),
    tail(context),
    listen(context),
    ...deliverAgain(context),
    jobs(context),
    dlt(context),
    doctor(context),
    profiles(context),
  ];
  for (const command of commands) root.addCommand(command);
  const untyped = root as unknown as Command;
  tab(untyped, { completionCommandName: 'completion' });
  return untyped;
}
