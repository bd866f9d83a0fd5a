import { HIDDEN_VALUE } from './api/sent-headers.js';

/** What a request's own headers follow from, beside the endpoint's settings. */
export interface RequestFacts {
  readonly event: string;
  /** When the attempt began. */
  readonly startedAtMs: number;
}

/** The headers that Postrider adds to every delivery, as they may be shown: a signature can be used again, so it isn't. */
export function usualRequestHeaders({ event, startedAtMs }: RequestFacts): Readonly<Record<string, string>> {
  return {
    'accept-encoding': 'identity',
    'content-type': 'application/json',
    'user-agent': 'Postrider/1',
    'webhook-id': event,
    'webhook-timestamp': String(Math.floor(startedAtMs / 1000)),
    'webhook-signature': HIDDEN_VALUE,
  };
}

/** Whose values may be shown; all others may be credentials, or the tenant's business. */
const SHOWN: ReadonlySet<string> = new Set([
  'accept-encoding',
  'content-type',
  'user-agent',
  'webhook-id',
  'webhook-timestamp',
  'traceparent',
]);

/**
 * What is unusual about a request's headers: those that {@link usualRequestHeaders} doesn't have, or has otherwise, with
 * values hidden that aren't known to be harmless; null for one that wasn't sent. Undefined when nothing is: most requests
 * differ in nothing, and their log keeps no headers at all.
 */
export function unusualRequestHeaders(
  headers: Readonly<Record<string, string>>,
  facts: RequestFacts,
): Record<string, string | null> | undefined {
  const usual = usualRequestHeaders(facts);
  let unusual: Record<string, string | null> | undefined;
  for (const name of Object.keys(headers)) {
    const shown = SHOWN.has(name) ? (headers[name] ?? '') : HIDDEN_VALUE;
    if (usual[name] !== shown) (unusual ??= {})[name] = shown;
  }
  for (const name of Object.keys(usual)) {
    // It's added to every request, below all that decides on headers.
    if (name !== 'accept-encoding' && headers[name] === undefined) (unusual ??= {})[name] = null;
  }
  return unusual;
}

/** The headers of a request as they may be shown, from what was unusual about them. */
export function shownRequestHeaders(
  unusual: Readonly<Record<string, string | null>> | null,
  facts: RequestFacts,
): Record<string, string> {
  const all = { ...usualRequestHeaders(facts), ...unusual };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null));
}
