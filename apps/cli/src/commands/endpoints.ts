import { Option } from '@commander-js/extra-typings';
import { unwrap, type ManagementParts, type ManagementPaths } from '@postrider/sdk';
import type { Context } from '../context.js';
import { givenBody } from '../input.js';
import { firstOf, limitOption } from '../listing.js';
import { newCommand } from '../new-command.js';
import { given, words } from '../options.js';
import { endpointActions } from './endpoint-actions.js';

type Endpoints = ManagementPaths['/v1/tenants/{tenant}/endpoints'];
type EndpointCreate = Endpoints['post']['requestBody']['content']['application/json'];
type EndpointPatch =
  ManagementPaths['/v1/tenants/{tenant}/endpoints/{id}']['patch']['requestBody']['content']['application/json'];
type Endpoint = ManagementParts['schemas']['Endpoint'];

const REST = 'the rest of it, as in the OpenAPI document: JSON, @file, or - for stdin';

const columns = {
  id: ({ id }: Endpoint) => id,
  url: ({ url }: Endpoint) => url,
  status: ({ status, disabledReason }: Endpoint) => [status, ...(disabledReason ? [disabledReason] : [])],
  'event types': ({ subscriptions }: Endpoint) => subscriptions?.flatMap(({ eventTypes }) => eventTypes) ?? ['*'],
  description: ({ description }: Endpoint) => description,
};

/** `postrider endpoints`. */
export function endpoints(context: Context) {
  const group = newCommand('endpoints', 'make, look at, change, stop, try and delete endpoints');

  group
    .command('list')
    .description('list endpoints, newest first')
    .option(...limitOption)
    .action(async ({ limit }) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      const path = { tenant };
      const found = await firstOf(limit, async (query) =>
        unwrap(await management.GET('/v1/tenants/{tenant}/endpoints', { params: { path, query } })),
      );
      context.answers.list(found, columns, 'There are no endpoints: `postrider endpoints create <url>` makes one.');
    });

  group
    .command('get')
    .description('look at an endpoint')
    .argument('<endpoint>')
    .action(async (id) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      const params = { path: { tenant, id } };
      context.answers.one(unwrap(await management.GET('/v1/tenants/{tenant}/endpoints/{id}', { params })));
    });

  group
    .command('create')
    .description('make an endpoint; the answer has the secret that deliveries to it are signed with')
    .argument('<url>', 'where deliveries are posted to')
    .option('--event-types <types>', 'which it gets, with commas between them: order.created,invoice.*', words)
    .option('--description <text>', 'what it is for')
    .addOption(
      new Option('--ordering <by>', 'whether events of a key come one after another').choices(['none', 'key'] as const),
    )
    .option('--data <json>', REST)
    .action(async (url, { eventTypes, description, ordering, data }) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      const rest = await givenBody<EndpointCreate>(data, context.surroundings.input);
      const subscriptions = eventTypes && [{ eventTypes }];
      const body = { ...rest, url, ...given({ description, ordering, subscriptions }) };
      const params = { path: { tenant } };
      context.answers.one(unwrap(await management.POST('/v1/tenants/{tenant}/endpoints', { params, body })));
    });

  group
    .command('update')
    .description('change an endpoint; what is left out stays as it is')
    .argument('<endpoint>')
    .option('--to <url>', 'another URL')
    .option('--event-types <types>', 'which it gets, in place of all its subscriptions', words)
    .option('--description <text>', 'what it is for')
    .option('--data <json>', REST)
    .action(async (id, { to: url, eventTypes, description, data }) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      const rest = await givenBody<EndpointPatch>(data, context.surroundings.input);
      const subscriptions = eventTypes && [{ eventTypes }];
      const body = { ...rest, ...given({ url, description, subscriptions }) };
      const params = { path: { tenant, id } };
      context.answers.one(unwrap(await management.PATCH('/v1/tenants/{tenant}/endpoints/{id}', { params, body })));
    });

  group
    .command('delete')
    .description('delete an endpoint; what is open for it is cancelled')
    .argument('<endpoint>')
    .action(async (id) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      unwrap(await management.DELETE('/v1/tenants/{tenant}/endpoints/{id}', { params: { path: { tenant, id } } }));
      context.answers.one({ deleted: id }, () => [`${id} is deleted.`]);
    });

  endpointActions(group, context);
  return group;
}
