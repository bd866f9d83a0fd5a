import { unwrap, type NewEvent, type Postrider } from '@postrider/sdk';
import { createReadStream } from 'node:fs';
import { CommandFailed, Misuse } from '../command-failed.js';
import type { Context } from '../context.js';
import { eventBatches } from '../event-batches.js';
import { givenText } from '../input.js';
import { newCommand } from '../new-command.js';
import { given, wholeNumber, words } from '../options.js';

interface PublishOptions {
  readonly id?: string;
  readonly orderingKey?: string;
  readonly labels?: string[];
  readonly eventVersion?: number;
  readonly timestamp?: string;
  readonly deliverAt?: string;
  readonly ndjson?: string;
}

/** `postrider publish`. */
export function publish(context: Context) {
  return newCommand('publish', 'publish an event, or many')
    .argument('[type]', 'its type')
    .argument('[data]', 'its data: JSON, @file, or - for stdin, which it is when left out')
    .option('--id <id>', 'yours: the same id again is the same event, delivered once')
    .option('--ordering-key <key>', 'endpoints that want order get the events of a key one after another')
    .option('--labels <labels>', 'what subscriptions can ask for: eu,vip', words)
    .option('--event-version <n>', 'the version of the type that data is in', wholeNumber(1, 1_000_000))
    .option('--timestamp <time>', 'when it happened, ISO 8601; now unless given')
    .option('--deliver-at <time>', 'nothing is sent before this time, ISO 8601, up to 30 days ahead')
    .option(
      '--ndjson <file>',
      'many: a file of {"type":…,"data":…} line by line, with whatever else publishing takes; - for stdin',
    )
    .action(async (type, data, options) => {
      const [api, tenant] = [await context.api(), await context.tenant()];
      if (options.ndjson !== undefined) {
        if (type !== undefined) throw new Misuse('With --ndjson every line has its own type and data.');
        await publishLines(context, api, tenant, options.ndjson);
        return;
      }
      if (type === undefined) throw new Misuse('Name the event’s type, or give --ndjson.');
      const json = await givenText(data ?? '-', context.surroundings.input);
      const published = await api.publishJson(tenant, eventOf(type, options), json);
      context.answers.one(published, () => [
        `${published.id} ${published.duplicate ? 'was published before: nothing is delivered again' : 'is accepted'}.`,
      ]);
    });
}

function eventOf(type: string, options: PublishOptions): Omit<NewEvent, 'data'> {
  const { id, orderingKey, labels, eventVersion: version } = options;
  const [timestamp, deliverAt] = [timeOf('--timestamp', options.timestamp), timeOf('--deliver-at', options.deliverAt)];
  return { type, ...given({ id, orderingKey, labels, version, timestamp, deliverAt }) };
}

function timeOf(option: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new Misuse(`${option} takes a time such as 2026-01-01T00:00:00Z.`);
  return at;
}

/** Publishes line by line, in batches; what is refused is told of with its line, and the rest goes on. */
async function publishLines(context: Context, { ingestion }: Postrider, tenant: string, file: string): Promise<void> {
  const { input } = context.surroundings;
  const source = file === '-' ? input : createReadStream(file);
  if (!source) throw new Misuse('Nothing comes in by stdin: name a file, or pipe it in.');
  let [accepted, refused] = [0, 0];
  for await (const batch of eventBatches(source)) {
    const { results } = unwrap(
      await ingestion.POST('/v1/tenants/{tenant}/events/batch', {
        params: { path: { tenant } },
        // As it stands: what is parsed and printed again would be other bytes.
        body: [],
        bodySerializer: () => `[${batch.map(({ json }) => json).join()}]`,
      }),
    );
    for (const [index, result] of results.entries()) {
      const line = batch[index]?.line ?? 0;
      if (result.status === 202) accepted++;
      else refused++;
      context.answers.item({ line, ...result }, () =>
        'id' in result ? `${line}  ${result.id}${result.duplicate ? '  duplicate' : ''}` : `${line}  ${textOf(result)}`,
      );
    }
  }
  context.answers.note(`${accepted} accepted, ${refused} refused.`);
  if (refused > 0) throw new CommandFailed(`${refused} of ${accepted + refused} events were refused.`);
}

const textOf = ({ code, detail, errors = [] }: Refused): string =>
  `${code}: ${detail}${errors.map(({ path, message }) => ` ${path} ${message}`).join(';')}`;

interface Refused {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}
