import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Deployment } from '@postrider/outside';
import type { Service } from '@postrider/stack';
import { eventually } from '@postrider/testing';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

let postrider: Deployment;

beforeAll(async () => {
  postrider = await Deployment.start();
});
afterAll(() => postrider.stop());

/** What a service says of itself to those who would send it work. */
async function isReady({ address }: Service): Promise<boolean> {
  const answer = await fetch(`${address}/health/ready`);
  await answer.body?.cancel();
  return answer.status === 200;
}

it('answers a publish that is under way at SIGTERM, and then ends', async () => {
  // Half of it is what a request may take that is under way: more than the machine may stand still for.
  const ingestion = await postrider.replica('ingestion', { SHUTDOWN_GRACE_MS: '60000' });
  const tenant = await postrider.tenant();
  const mailbox = postrider.receiver.mailbox();
  await tenant.register(mailbox);
  const body = JSON.stringify({ type: tenant.type, data: { order: 1 }, id: 'slow' });
  const request = httpRequest(`${ingestion.address}${tenant.path('/events')}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${postrider.stack.adminKey}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    request.on('response', resolve).on('error', reject),
  );
  request.write(body.slice(0, 10));
  await eventually('its head to be there', () => request.socket?.bytesWritten);
  // What is asked later is answered later: by then the service has the slow one's head.
  await isReady(ingestion);
  const exit = ingestion.stop(90_000);
  await eventually('the service to stop', () =>
    isReady(ingestion).then(
      (ready) => !ready,
      () => true,
    ),
  );
  request.end(body.slice(10));
  const answer = await answered;
  answer.resume();
  expect([answer.statusCode, answer.headers.connection]).toEqual([202, 'close']);
  expect(await exit).toEqual({ code: 0, signal: null });
  await mailbox.arrival('slow');
});
