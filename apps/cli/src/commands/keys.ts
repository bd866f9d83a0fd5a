import { unwrap, type ManagementParts, type ManagementPaths } from '@postrider/sdk';
import type { Context } from '../context.js';
import { givenBody } from '../input.js';
import { firstOf, limitOption } from '../listing.js';
import { newCommand } from '../new-command.js';
import { given, wholeNumber, words } from '../options.js';

type KeyCreate = ManagementPaths['/v1/api-keys']['post']['requestBody']['content']['application/json'];
type KeyPatch = ManagementPaths['/v1/api-keys/{id}']['patch']['requestBody']['content']['application/json'];
type ApiKey = ManagementParts['schemas']['ApiKey'];

const SEVEN_DAYS = 7 * 86_400;

const columns = {
  id: ({ id }: ApiKey) => id,
  name: ({ name }: ApiKey) => name,
  key: ({ hint }: ApiKey) => hint,
  scopes: ({ scopes }: ApiKey) => scopes,
  tenant: ({ tenant }: ApiKey) => tenant ?? 'every',
  expires: ({ expiresAt }: ApiKey) => expiresAt ?? 'never',
  'last used': ({ lastUsedAt }: ApiKey) => lastUsedAt,
};

/** `postrider keys`. */
export function keys(context: Context) {
  const group = newCommand('keys', 'make, look at, rotate and delete API keys');

  group
    .command('list')
    .description('list API keys; none shows the key itself')
    .option(...limitOption)
    .action(async ({ limit }) => {
      const { management } = await context.api();
      const found = await firstOf(limit, async (query) =>
        unwrap(await management.GET('/v1/api-keys', { params: { query } })),
      );
      context.answers.list(found, columns, 'There are no keys but the root key.');
    });

  group
    .command('get')
    .description('look at an API key')
    .argument('<key>', 'its id, key_…')
    .action(async (id) => {
      const { management } = await context.api();
      context.answers.one(unwrap(await management.GET('/v1/api-keys/{id}', { params: { path: { id } } })));
    });

  group
    .command('create')
    .description('make an API key; the answer has it, once. With --tenant it reaches that tenant alone')
    .argument('<name>', 'what it is for')
    .requiredOption('--scopes <scopes>', 'publish, manage, read: with commas between them', words)
    .option('--every-tenant', 'for every tenant, whatever variables and profile say')
    .option('--expires-at <time>', 'when it ends, ISO 8601')
    .option('--data <json>', 'the rest of it, such as allowedCidrs and rateLimit: JSON, @file, or - for stdin')
    .action(async (name, { scopes, everyTenant, expiresAt, data }) => {
      const { management } = await context.api();
      const tenant = everyTenant ? undefined : (await context.connection()).tenant;
      const rest = await givenBody<KeyCreate>(data, context.surroundings.input);
      const body = { ...rest, name, scopes, ...given({ tenant, expiresAt }) } as KeyCreate;
      context.answers.one(unwrap(await management.POST('/v1/api-keys', { body })));
    });

  group
    .command('update')
    .description('change an API key; what is left out stays as it is')
    .argument('<key>', 'its id, key_…')
    .option('--name <name>', 'what it is for')
    .option('--data <json>', 'expiresAt, allowedCidrs and rateLimit; null takes one away: JSON, @file, or - for stdin')
    .action(async (id, { name, data }) => {
      const { management } = await context.api();
      const rest = await givenBody<KeyPatch>(data, context.surroundings.input);
      const body = { ...rest, ...given({ name }) };
      context.answers.one(unwrap(await management.PATCH('/v1/api-keys/{id}', { params: { path: { id } }, body })));
    });

  group
    .command('rotate')
    .description('make a new key for the same id; the old one works as well for a while')
    .argument('<key>', 'its id, key_…')
    .option('--grace-seconds <n>', 'for how long; a day unless given', wholeNumber(0, SEVEN_DAYS))
    .action(async (id, { graceSeconds }) => {
      const { management } = await context.api();
      const body = given({ graceSeconds });
      context.answers.one(
        unwrap(await management.POST('/v1/api-keys/{id}/rotate', { params: { path: { id } }, body })),
      );
    });

  group
    .command('delete')
    .description('end an API key')
    .argument('<key>', 'its id, key_…')
    .action(async (id) => {
      const { management } = await context.api();
      unwrap(await management.DELETE('/v1/api-keys/{id}', { params: { path: { id } } }));
      context.answers.one({ deleted: id }, () => [`${id} is deleted.`]);
    });
  return group;
}
