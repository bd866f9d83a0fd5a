import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { unwrap, type ManagementParts } from '@postrider/sdk';
import type { Context } from '../context.js';
import { given, wholeNumber } from '../options.js';

type Endpoint = ManagementParts['schemas']['Endpoint'];

const SEVEN_DAYS = 7 * 86_400;

const statusChanges = [
  ['pause', 'hold what is for an endpoint, until it is resumed'],
  ['resume', 'end a pause: what was held goes out, oldest first'],
  ['disable', 'stop an endpoint until it is enabled'],
  ['enable', 'enable an endpoint that was disabled: what was held goes out, oldest first'],
] as const;

/** What is done with an endpoint beside looking at it and changing it. */
export function endpointActions(group: CommandUnknownOpts, context: Context): void {
  const path = async (id: string) => ({ path: { tenant: await context.tenant(), id } });

  for (const [action, description] of statusChanges)
    group
      .command(`${action} <endpoint>`)
      .description(description)
      .action(async (id: string) => {
        const { management } = await context.api();
        const params = await path(id);
        const changed: Endpoint = unwrap(
          await management.POST(`/v1/tenants/{tenant}/endpoints/{id}/${action}`, { params }),
        );
        context.answers.one(changed, () => [`${changed.id} is ${changed.status}.`]);
      });

  group
    .command('test <endpoint>')
    .description('send an endpoint a test event: the example of a type, signed like any other')
    .option('--event-type <type>', 'the type whose example is sent')
    .action(async (id: string, { eventType }: { eventType?: string }) => {
      const { management } = await context.api();
      const params = await path(id);
      const body = given({ eventType });
      const started = unwrap(await management.POST('/v1/tenants/{tenant}/endpoints/{id}/test', { params, body }));
      context.answers.one(started, () => [
        `${started.event} is on its way: \`postrider deliveries get ${started.delivery}\` tells what becomes of it.`,
      ]);
    });

  group
    .command('secret <endpoint>')
    .description('show the secret that deliveries are signed with')
    .action(async (id: string) => {
      const { management } = await context.api();
      const params = await path(id);
      context.answers.one(unwrap(await management.GET('/v1/tenants/{tenant}/endpoints/{id}/secret', { params })));
    });

  group
    .command('rotate <endpoint>')
    .description('make a new secret; the old one signs as well for a while')
    .option('--grace-seconds <n>', 'for how long; a day unless given', wholeNumber(0, SEVEN_DAYS))
    .action(async (id: string, { graceSeconds }: { graceSeconds?: number }) => {
      const { management } = await context.api();
      const params = await path(id);
      const body = given({ graceSeconds });
      context.answers.one(
        unwrap(await management.POST('/v1/tenants/{tenant}/endpoints/{id}/secret/rotate', { params, body })),
      );
    });
}
