import { Option } from '@commander-js/extra-typings';
import { unwrap, type ManagementParts, type ManagementPaths } from '@postrider/sdk';
import type { Context } from '../context.js';
import { givenBody } from '../input.js';
import { firstOf, limitOption } from '../listing.js';
import { newCommand } from '../new-command.js';
import { given } from '../options.js';

type EventTypePut = ManagementPaths['/v1/event-types/{type}']['put']['requestBody']['content']['application/json'];
type EventType = ManagementParts['schemas']['EventType'];

const columns = {
  type: ({ type }: EventType) => type,
  description: ({ description }: EventType) => description,
  state: ({ archived, deprecated }: EventType) => (archived ? 'archived' : deprecated ? 'deprecated' : ''),
};

/** `postrider event-types`. */
export function eventTypes(context: Context) {
  const group = newCommand('event-types', 'register what may be published');

  group
    .command('list')
    .description('list event types')
    .option('--archived', 'those that are archived as well')
    .option(...limitOption)
    .action(async ({ archived, limit }) => {
      const { management } = await context.api();
      const found = await firstOf(limit, async (page) => {
        const query = { ...page, ...(archived && { archived: 'true' as const }) };
        return unwrap(await management.GET('/v1/event-types', { params: { query } }));
      });
      context.answers.list(found, columns, 'There are no event types: `postrider event-types put <type>` makes one.');
    });

  group
    .command('get')
    .description('look at an event type')
    .argument('<type>')
    .action(async (type) => {
      const { management } = await context.api();
      context.answers.one(unwrap(await management.GET('/v1/event-types/{type}', { params: { path: { type } } })));
    });

  group
    .command('put')
    .description('register an event type, or replace what is known of it')
    .argument('<type>')
    .option('--description <text>', 'what it tells')
    .option('--data <json>', 'the rest of it, such as schema and example: JSON, @file, or - for stdin')
    .option('--dry-run', 'only list what would break with the schema that there is')
    .action(async (type, { description, data, dryRun }) => {
      const { management } = await context.api();
      const rest = await givenBody<EventTypePut>(data, context.surroundings.input);
      const params = { path: { type }, query: dryRun ? { dryRun: 'true' as const } : {} };
      const body = { ...rest, ...given({ description }) };
      context.answers.one(unwrap(await management.PUT('/v1/event-types/{type}', { params, body })));
    });

  for (const [action, description] of [
    ['archive', 'take no more events of a type'],
    ['restore', 'take events of an archived type again'],
  ] as const)
    group
      .command(`${action} <type>`)
      .description(description)
      .action(async (type) => {
        const { management } = await context.api();
        const params = { path: { type } };
        const changed = unwrap(await management.POST(`/v1/event-types/{type}/${action}`, { params }));
        context.answers.one(changed, () => [`${type} is ${changed.archived ? 'archived' : 'in use'}.`]);
      });

  group
    .command('delete')
    .description('delete an event type')
    .argument('<type>')
    .action(async (type) => {
      const { management } = await context.api();
      unwrap(await management.DELETE('/v1/event-types/{type}', { params: { path: { type } } }));
      context.answers.one({ deleted: type }, () => [`${type} is deleted.`]);
    });

  group
    .command('import')
    .description('register the webhooks of an OpenAPI document')
    .argument('<document>', 'its JSON, @file, or - for stdin')
    .option('--dry-run', 'only say what would be done')
    .action(async (document, { dryRun }) => {
      const { management } = await context.api();
      const body = await givenBody<Record<string, unknown>>(document, context.surroundings.input);
      const params = { query: dryRun ? { dryRun: 'true' as const } : {} };
      const { results } = unwrap(await management.POST('/v1/event-types/import', { params, body: body as never }));
      const resultColumns = { type: (result: object) => 'type' in result && result.type, result: outcomeOf };
      context.answers.list(results, resultColumns, 'The document has no webhooks.');
    });

  group
    .command('export')
    .description('describe event types to their receivers')
    .addOption(
      new Option('--format <form>', 'of the document')
        .choices(['openapi', 'asyncapi'] as const)
        .default('openapi' as const),
    )
    .option('--event-types <pattern>', 'which: order.created, order.*; all unless given')
    .action(async ({ format, eventTypes }) => {
      const { management } = await context.api();
      const query = { format, ...given({ eventTypes }) };
      const document = unwrap(await management.GET('/v1/event-types/export', { params: { query } }));
      context.answers.one(document, () => [JSON.stringify(document, null, 2)]);
    });
  return group;
}

/** What became of one that was imported, without its type. */
const outcomeOf = (result: object): string => {
  const rest = Object.entries(result).filter(([name]) => name !== 'type');
  return rest
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
};
