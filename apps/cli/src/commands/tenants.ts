import { unwrap, type ManagementPaths } from '@postrider/sdk';
import type { Context } from '../context.js';
import { givenBody } from '../input.js';
import { firstOf, limitOption } from '../listing.js';
import { newCommand } from '../new-command.js';
import { given } from '../options.js';

type TenantPut = ManagementPaths['/v1/tenants/{tenant}']['put']['requestBody']['content']['application/json'];

/** `postrider tenants`. */
export function tenants(context: Context) {
  const group = newCommand('tenants', 'make, look at and delete tenants');

  group
    .command('list')
    .description('list tenants')
    .option(...limitOption)
    .action(async ({ limit }) => {
      const { management } = await context.api();
      const found = await firstOf(limit, async (query) =>
        unwrap(await management.GET('/v1/tenants', { params: { query } })),
      );
      const columns = { id: (t: Tenant) => t.id, name: (t: Tenant) => t.name, created: (t: Tenant) => t.createdAt };
      context.answers.list(found, columns, 'There are no tenants: `postrider tenants put <tenant>` makes one.');
    });

  group
    .command('get')
    .description('look at a tenant')
    .argument('<tenant>')
    .action(async (tenant) => {
      const { management } = await context.api();
      context.answers.one(unwrap(await management.GET('/v1/tenants/{tenant}', { params: { path: { tenant } } })));
    });

  group
    .command('put')
    .description('make a tenant, or replace what is known of it')
    .argument('<tenant>')
    .option('--name <name>', 'what people call it')
    .option('--data <json>', 'the rest of it, such as quota and publishLimit: JSON, @file, or - for stdin')
    .action(async (tenant, { name, data }) => {
      const { management } = await context.api();
      const rest = await givenBody<TenantPut>(data, context.surroundings.input);
      const body = { ...rest, ...given({ name }) };
      context.answers.one(unwrap(await management.PUT('/v1/tenants/{tenant}', { params: { path: { tenant } }, body })));
    });

  group
    .command('delete')
    .description('delete a tenant, with its endpoints; what is open for them is cancelled')
    .argument('<tenant>')
    .action(async (tenant) => {
      const { management } = await context.api();
      unwrap(await management.DELETE('/v1/tenants/{tenant}', { params: { path: { tenant } } }));
      context.answers.one({ deleted: tenant }, () => [`${tenant} is deleted.`]);
    });
  return group;
}

type Tenant = ManagementPaths['/v1/tenants/{tenant}']['get']['responses'][200]['content']['application/json'];
