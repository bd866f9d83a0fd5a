import { unwrap, type ManagementParts } from '@postrider/sdk';
import { Argument } from '@commander-js/extra-typings';
import { generateSecret, parseSigningSecret, Signer } from '@postrider/signing';
import { readFile } from 'node:fs/promises';
import { reasonOf } from '@postrider/time';
import { Misuse } from '../command-failed.js';
import type { Context } from '../context.js';
import { exactData } from '../exact-data.js';
import { NewlyListed } from '../follow/newly-listed.js';
import { keepLooking } from '../follow/keep-looking.js';
import { forward, type Forwarded } from '../forward.js';
import { PAGE } from '../listing.js';
import { newCommand } from '../new-command.js';
import { time, wholeNumber, words } from '../options.js';
import { typeFilter } from '../type-filter.js';

type EventSummary = ManagementParts['schemas']['EventSummary'];
type EventWithDeliveries = ManagementParts['schemas']['EventWithDeliveries'];

const LOOK_MS = 500;

/** `postrider listen`. */
export function listen(context: Context) {
  return newCommand(
    'listen',
    'send a tenant’s events to a port of this machine as they come, signed like any delivery, until it’s stopped; no public address is needed, and nothing is sent twice',
  )
    .addArgument(new Argument('<port>', 'where the receiver listens, on 127.0.0.1').argParser(wholeNumber(1, 65_535)))
    .argument('[path]', 'which path it is sent to', '/')
    .option('--event-types <types>', 'only these: order.created,invoice.*', words)
    .option(
      '--since <time>',
      'from this time on: ISO 8601, or 15m; now unless given',
      time(() => context.surroundings.clock.now()),
    )
    .option('--secret-file <file>', 'a file with the whsec_… to sign with; one is made up and shown when left out')
    .action(async (port, path, { eventTypes, since, secretFile }) => {
      const [{ management }, tenant] = [await context.api(), await context.tenant()];
      const { clock, signal } = context.surroundings;
      const secret = secretFile === undefined ? generateSecret() : await secretIn(secretFile);
      const signer = new Signer([readSecret(secret)]);
      const url = new URL(path.startsWith('/') ? path : `/${path}`, `http://127.0.0.1:${port}`).href;
      const wants = typeFilter(eventTypes);
      const sinceMs = since === undefined ? clock.now() : Date.parse(since);
      const followed = new NewlyListed<EventSummary>(sinceMs, async (query) =>
        unwrap(
          await management.GET('/v1/tenants/{tenant}/events', {
            params: { path: { tenant }, query: { ...query, limit: PAGE } },
          }),
        ),
      );
      const shownSecret = secretFile === undefined ? { secret } : {};
      context.answers.item({ url, tenant, ...shownSecret }, () =>
        [
          `Events of ${tenant} go to ${url}.`,
          ...(secretFile === undefined ? [`They are signed with ${secret}`] : []),
        ].join(' '),
      );
      let waiting: readonly EventSummary[] = [];
      await keepLooking(context.surroundings, LOOK_MS, async () => {
        waiting = [...waiting, ...(await followed.look()).filter(({ type }) => wants(type))];
        for (let next = firstDue(waiting, clock.timestamp()); next; next = firstDue(waiting, clock.timestamp())) {
          const params = { path: { tenant, id: next.id } };
          const text = unwrap(
            await management.GET('/v1/tenants/{tenant}/events/{id}', { params, parseAs: 'text', signal }),
          );
          const { deliveries: _deliveries, ...event } = JSON.parse(text) as EventWithDeliveries;
          if (event.expungedAt === undefined) {
            const forwarded = await forward({ event, data: exactData(text), url, signer, clock });
            context.answers.item(forwarded, () => lineOf(forwarded));
          }
          // Only now: what fails before is tried again.
          waiting = waiting.filter((each) => each !== next);
        }
      });
    });
}

/** One that is published for later isn't sent before. */
const firstDue = (waiting: readonly EventSummary[], now: string): EventSummary | undefined =>
  waiting.find(({ deliverAt }) => deliverAt === undefined || deliverAt <= now);

function lineOf({ event, eventType, status, error, durationMs, body }: Forwarded): string {
  const said = body === '' || body === undefined ? '' : `  ${body}`;
  return `${eventType}  ${event}  ${status ?? error ?? ''}  ${durationMs} ms${said}`;
}

async function secretIn(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Misuse(`The secret can't be read: ${reasonOf(error)}.`);
  });
  return text.trim();
}

function readSecret(secret: string) {
  try {
    return parseSigningSecret(secret);
  } catch {
    throw new Misuse('--secret-file has no secret in it, such as `postrider endpoints secret` shows.');
  }
}
