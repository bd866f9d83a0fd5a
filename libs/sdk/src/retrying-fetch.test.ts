import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@postrider/time';
import { retryingFetch } from './retrying-fetch.js';

const PATIENCE = { tries: 3, maxWaitMs: 10_000 };

/** Answers in turn, and tells how often it was asked and with what. */
function answering(...answers: readonly (Response | Error)[]) {
  const asked: string[] = [];
  const send = async (input: unknown): Promise<Response> => {
    asked.push(await (input as Request).text());
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (!(answer instanceof Response)) throw answer ?? new Error('no answer');
    return answer.clone();
  };
  return { asked, send: send as typeof fetch };
}

const busy = (seconds?: string) =>
  new Response('{}', { status: 503, headers: seconds === undefined ? {} : { 'retry-after': seconds } });
const request = () => new Request('http://postrider.test/', { method: 'POST', body: 'the event' });

/** Lets more time pass than any number of waits takes. */
async function withoutWaiting<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  for (let seconds = 0; seconds < 60; seconds++) await clock.advance(1000);
  return work;
}

describe('a request that fails for a moment', () => {
  it('is made again with the same body, until it’s answered', async () => {
    const { asked, send } = answering(new TypeError('reset'), busy(), new Response('{}', { status: 202 }));
    const clock = new ManualClock();
    const response = await withoutWaiting(clock, retryingFetch(send, clock, PATIENCE)(request()));
    expect(response.status).toBe(202);
    expect(asked).toEqual(['the event', 'the event', 'the event']);
  });

  it('is given up after as many tries as were allowed, with the last answer or error', async () => {
    const clock = new ManualClock();
    const refused = answering(busy());
    expect((await withoutWaiting(clock, retryingFetch(refused.send, clock, PATIENCE)(request()))).status).toBe(503);
    expect(refused.asked).toHaveLength(3);
    const dead = answering(new TypeError('refused'));
    await expect(withoutWaiting(clock, retryingFetch(dead.send, clock, PATIENCE)(request()))).rejects.toThrow(
      'refused',
    );
    expect(dead.asked).toHaveLength(3);
  });

  it('waits as long as it’s asked to', async () => {
    const { asked, send } = answering(busy('5'), new Response('{}', { status: 202 }));
    const clock = new ManualClock();
    const answered = retryingFetch(send, clock, PATIENCE)(request());
    for (let turn = 0; clock.pending === 0 && turn < 100; turn++) await clock.advance(0);
    await clock.advance(4999);
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    expect((await answered).status).toBe(202);
  });

  it('isn’t made again when that would take longer than the caller waits', async () => {
    const { asked, send } = answering(busy('3600'));
    expect((await retryingFetch(send, new ManualClock(), PATIENCE)(request())).status).toBe(503);
    expect(asked).toHaveLength(1);
  });
});

describe('a request that is answered', () => {
  it.each([200, 400, 404, 409, 422, 500])('with %i is not made again', async (status) => {
    const { asked, send } = answering(new Response('{}', { status }));
    expect((await retryingFetch(send, new ManualClock(), PATIENCE)(request())).status).toBe(status);
    expect(asked).toHaveLength(1);
  });
});
