import { VERIFICATION_EVENT_TYPE, type AcceptedEvent } from '@postrider/schemas';
import type { Exchange } from '../exchange/exchange.js';
import type { AttemptOutcome } from './attempt-outcome.js';

type Made = Exclude<AttemptOutcome, { kind: 'cut' }>;

/** Whether an event asks an endpoint to show that its owner wants to be called. */
export const asksForChallenge = (type: string): boolean => type === VERIFICATION_EVENT_TYPE;

/**
 * What a challenge's answer means: a 2xx alone is what any address may say. The challenge has to come back, as the text
 * that the answer is or as its `challenge`; a mirror, which answers with all that it got, has it somewhere else.
 */
export function challengeOutcome({ data }: AcceptedEvent, exchange: Exchange, outcome: Made): Made {
  if (outcome.kind !== 'delivered' || exchange.kind !== 'answered') return outcome;
  const { challenge } = JSON.parse(data.toString('utf8')) as { challenge: string };
  return echoes(exchange.body.toString('utf8').trim(), challenge) ? outcome : { kind: 'failed', reason: 'unverified' };
}

function echoes(answer: string, challenge: string): boolean {
  if (answer === challenge) return true;
  try {
    const value: unknown = JSON.parse(answer);
    return value === challenge || (Object(value) as { challenge?: unknown }).challenge === challenge;
  } catch {
    return false;
  }
}
