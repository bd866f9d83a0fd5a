import { backOffMs, type Clock } from '@postrider/time';

/** How often, and for how long, a request is made again. */
export interface Patience {
  /** Requests in all, the first among them; 1 never tries again. */
  readonly tries: number;
  /** The longest wait between two; an answer that asks for more is handed to the caller. */
  readonly maxWaitMs: number;
}

/** Four tries within some 2 s unless the service asks for more. */
export const DEFAULT_PATIENCE: Patience = { tries: 4, maxWaitMs: 10_000 };

const BACK_OFF = { baseMs: 200, capMs: 5000 };
/** What says that the request wasn't carried out, and may be made again. */
const BUSY: ReadonlySet<number> = new Set([429, 503]);

/**
 * A fetch that makes a request again when there was no answer, or one of 429 or 503, after as long as `retry-after` asks or the
 * back-off says. Only for requests that may come twice: those of Postrider's POST routes carry an Idempotency-Key.
 */
export function retryingFetch(send: typeof fetch, clock: Clock, { tries, maxWaitMs }: Patience) {
  return async (request: Request): Promise<Response> => {
    for (let tried = 1; ; tried++) {
      const outcome = await attempt(send, request.clone());
      if (!mayTryAgain(outcome) || tried >= tries || request.signal.aborted) return settle(outcome);
      const waitMs = retryAfterMs(outcome) ?? backOffMs(BACK_OFF, tried);
      if (waitMs > maxWaitMs) return settle(outcome);
      // Nobody reads it; whether that worked matters to nobody.
      if ('response' in outcome) outcome.response.body?.cancel().catch(() => undefined);
      await clock.wait(waitMs);
    }
  };
}

type Outcome = { readonly response: Response } | { readonly error: unknown };

const attempt = (send: typeof fetch, request: Request): Promise<Outcome> =>
  send(request).then(
    (response) => ({ response }),
    (error: unknown) => ({ error }),
  );

const mayTryAgain = (outcome: Outcome): boolean => !('response' in outcome) || BUSY.has(outcome.response.status);

function settle(outcome: Outcome): Response {
  if ('response' in outcome) return outcome.response;
  throw outcome.error;
}

/** Postrider asks in whole seconds. */
function retryAfterMs(outcome: Outcome): number | undefined {
  const text = 'response' in outcome ? outcome.response.headers.get('retry-after') : null;
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) * 1000 : undefined;
}
