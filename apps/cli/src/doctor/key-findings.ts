import { allPages, Postrider, PostriderError, unwrap, type ManagementParts } from '@postrider/sdk';
import { reasonOf } from '@postrider/time';
import type { Connection } from '../connection/connection.js';
import { failed, ok, skipped, warning, type Finding } from './finding.js';

const SOON_MS = 7 * 86_400_000;
/** Whoever has more keys than these has them looked after by something else. */
const MAX_KEYS = 1000;

/** Whether both APIs take the key, and which keys end soon. */
export async function keyFindings(connection: Connection, nowMs: number): Promise<Finding[]> {
  const { ingestionUrl, managementUrl, key, tenant = 'postrider' } = connection;
  if (key === undefined)
    return [skipped('key', 'there is none', 'Set POSTRIDER_API_KEY, or keep one with `postrider profiles set`.')];
  const { ingestion, management } = new Postrider({ ingestionUrl, managementUrl, key, patience: { tries: 1 } });
  const path = { tenant };
  const [byManagement, byIngestion] = await Promise.all([
    taken('key at management', async () => unwrap(await management.GET('/v1/tenants/{tenant}', { params: { path } }))),
    taken('key at ingestion', async () =>
      // Nothing that could be published: whoever takes the key says so.
      unwrap(
        await ingestion.POST('/v1/tenants/{tenant}/events', {
          params: { path },
          body: { type: '', data: null },
          bodySerializer: () => '{}',
        }),
      ),
    ),
  ]);
  if (byManagement.status !== 'ok') return [byManagement, byIngestion];
  return [byManagement, byIngestion, ...(await keysThatEnd(management, nowMs))];
}

async function taken(check: string, ask: () => Promise<unknown>): Promise<Finding> {
  try {
    await ask();
  } catch (error) {
    return refusal(check, error);
  }
  return ok(check, 'valid');
}

/** A key that is refused something else than entry is valid. */
export function refusal(check: string, error: unknown): Finding {
  if (!(error instanceof PostriderError))
    return skipped(check, `no answer: ${reasonOf(error)}`, 'Mend what is said of the service.');
  const { code, status, message } = error;
  if (code === 'unauthorized')
    return failed(
      check,
      'it isn’t valid here',
      'Use another, or make one; both services need the same POSTRIDER_ADMIN_KEY.',
    );
  if (code === 'address_not_allowed')
    return failed(check, message, 'Ask from where the key is for, or widen its allowedCidrs: `postrider keys update`.');
  if (code === undefined || status >= 500)
    return skipped(check, `no word of it: ${message}`, 'Mend what is said of the service.');
  return ok(check, 'valid');
}

async function keysThatEnd(management: Postrider['management'], nowMs: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  let count = 0;
  try {
    for await (const key of allPages(async (cursor) =>
      unwrap(await management.GET('/v1/api-keys', { params: { query: { limit: 250, cursor } } })),
    )) {
      findings.push(...endOf(key, nowMs));
      if (++count >= MAX_KEYS) break;
    }
  } catch (error) {
    // The key may not look at the others: then there is nothing to say of them.
    if (error instanceof PostriderError) return [];
    throw error;
  }
  return findings.length > 0 ? findings : [ok('keys', `${count} looked at: none has ended or ends within 7 days`)];
}

/** What there is to say of a key's end, if anything. */
export function endOf({ id, name, expiresAt }: ManagementParts['schemas']['ApiKey'], nowMs: number): Finding[] {
  if (expiresAt === undefined) return [];
  const leftMs = Date.parse(expiresAt) - nowMs;
  if (leftMs > SOON_MS) return [];
  if (leftMs <= 0)
    return [warning('keys', `${id} (${name}) ended at ${expiresAt}`, `Delete it: \`postrider keys delete ${id}\`.`)];
  return [
    warning(
      'keys',
      `${id} (${name}) ends at ${expiresAt}`,
      'Make another, and have its user change to it before then.',
    ),
  ];
}
