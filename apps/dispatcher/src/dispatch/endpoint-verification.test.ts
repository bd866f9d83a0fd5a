import { describe, expect, it } from '@jest/globals';
import { VERIFICATION_EVENT_TYPE, type AcceptedEvent } from '@postrider/schemas';
import type { Exchange } from '../exchange/exchange.js';
import { asksForChallenge, challengeOutcome } from './endpoint-verification.js';

const data = Buffer.from('{"challenge":"abc","endpoint":"ep_1"}');
const at = '2026-03-01T12:00:00.000Z';
const event: AcceptedEvent = {
  meta: { tenant: 'acme', id: 'evt_1', type: VERIFICATION_EVENT_TYPE, timestamp: at, acceptedAt: at, idChosen: false },
  data,
};
const answered = (body: string): Exchange => ({
  kind: 'answered',
  statusCode: 200,
  headers: {},
  body: Buffer.from(body),
  truncated: false,
  remoteAddress: '192.0.2.1',
  durationMs: 1,
  timings: { firstByteMs: 1 },
});

describe('the answer to a challenge', () => {
  it.each(['abc', ' abc\n', '"abc"', '{"challenge":"abc"}', '{"ok":true,"challenge":"abc"}'])('is it: %s', (body) => {
    expect(challengeOutcome(event, answered(body), { kind: 'delivered' })).toEqual({ kind: 'delivered' });
  });

  it.each([
    '',
    'ok',
    'ABC',
    'abcd',
    '{}',
    'null',
    '[]',
    '{"challenge":["abc"]}',
    `{"type":"x","data":${data.toString()}}`,
  ])('is none: %s', (body) => {
    const failed = { kind: 'failed', reason: 'unverified' };
    expect(challengeOutcome(event, answered(body), { kind: 'delivered' })).toEqual(failed);
  });

  it('leaves a failure as it was', () => {
    const failure = { kind: 'failed', reason: 'status' } as const;
    expect(challengeOutcome(event, answered('abc'), failure)).toBe(failure);
    expect(asksForChallenge('order.created')).toBe(false);
  });
});
