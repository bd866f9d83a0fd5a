import type { EndedBy, Exchange, Failure, OutgoingRequest } from '../exchange/exchange.js';
import type { AccessTokens, Issuing } from './access-tokens.js';

/** Below this, asking for another token and sending again would only end in a time-out. */
const LEAST_LEFT_MS = 100;

/**
 * Makes an exchange that carries a token; once more, with a new one, where the receiver answers 401: a token may be
 * withdrawn before its end. All of it within the request's time. Never rejects.
 */
export async function sendWithToken(
  request: OutgoingRequest,
  tokens: AccessTokens,
  { sender, clock }: Issuing,
  endedBy: EndedBy | undefined,
): Promise<Exchange> {
  const startedAtMs = clock.monotonic();
  const elapsedMs = (): number => clock.monotonic() - startedAtMs;
  const inAll = (exchange: Exchange): Exchange => ({ ...exchange, durationMs: elapsedMs() });
  const failed = (failure: Failure): Exchange => ({
    kind: 'failed',
    ...failure,
    durationMs: elapsedMs(),
    timings: {},
  });

  const send = (token: string): Promise<Exchange> =>
    sender.send(
      {
        ...request,
        headers: { ...request.headers, authorization: `Bearer ${token}` },
        timeoutMs: Math.max(1, request.timeoutMs - elapsedMs()),
      },
      endedBy,
    );
  const token = (): string | Promise<string | Failure> =>
    tokenWithin(tokens, request.timeoutMs - elapsedMs(), clock, endedBy);

  const first = await token();
  if (typeof first !== 'string') return failed(first);
  const answer = await send(first);
  if (answer.kind === 'failed' || answer.statusCode !== 401) return inAll(answer);
  tokens.refuse(first);
  if (request.timeoutMs - elapsedMs() < LEAST_LEFT_MS) return inAll(answer);
  const second = await token();
  if (typeof second !== 'string') return second.reason === 'cancelled' ? failed(second) : inAll(answer);
  return inAll(await send(second));
}

/** A token, or why there is none; others may go on waiting for it when this one's time is up, or it's cut off. */
function tokenWithin(
  tokens: AccessTokens,
  limitMs: number,
  clock: Issuing['clock'],
  endedBy: EndedBy | undefined,
): string | Promise<string | Failure> {
  const given = tokens.get();
  if (typeof given === 'string') return given;
  return new Promise((resolve) => {
    const cancelTimer = clock.after(Math.max(0, limitMs), () =>
      end({ reason: 'auth', detail: 'the token URL did not answer in time' }),
    );
    const over = endedBy?.(() => end({ reason: 'cancelled', detail: 'Postrider stopped before there was a token' }));
    const end = (outcome: string | Failure): void => {
      cancelTimer();
      over?.();
      resolve(outcome);
    };
    void given.then((issued) =>
      end(issued.kind === 'issued' ? issued.token : { reason: issued.reason, detail: issued.detail }),
    );
  });
}
