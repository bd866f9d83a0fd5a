import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment } from '@postrider/outside';
import { eventually } from '@postrider/testing';
import type { FastifyInstance } from 'fastify';
import { expressReceiver } from './examples/express.js';
import { fastifyReceiver } from './examples/fastify.js';
import { lambdaReceiver } from './examples/lambda.js';
import { manage } from './examples/manage.js';
import { nestReceiver } from './examples/nest.js';
import { publish } from './examples/publish.js';
import { plainReceiver } from './examples/verify.js';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

/** What listens before it knows its secret, since the endpoint that has it needs the address first. */
interface Place {
  readonly server: Server;
  readonly url: string;
  readonly received: Set<string>;
}

let postrider: Deployment;
const places: Place[] = [];

beforeAll(async () => {
  postrider = await Deployment.start();
});
afterAll(async () => {
  for (const { server } of places) {
    server.closeAllConnections();
    server.close();
  }
  await postrider.stop();
});

async function place(): Promise<Place> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
  const made: Place = { server, url, received: new Set() };
  places.push(made);
  return made;
}

type Receiver = (secret: string, received: (id: string) => void) => Promise<RequestListener>;

const listenerOf = async (app: FastifyInstance): Promise<RequestListener> => {
  await app.ready();
  return (request, response) => {
    app.routing(request, response);
  };
};

/** What API Gateway does between a request and a Lambda. */
const gatewayTo =
  (handler: ReturnType<typeof lambdaReceiver>): RequestListener =>
  (request, response) => {
    void bytesOf(request).then(async (body) => {
      const answer = await handler({ headers: request.headers, body: body.toString('base64'), isBase64Encoded: true });
      response.writeHead(answer.statusCode).end();
    });
  };

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const receivers: Readonly<Record<string, Receiver>> = {
  'node:http': (secret, received) => {
    const [listener] = plainReceiver(secret, received).listeners('request');
    return Promise.resolve(listener as RequestListener);
  },
  Express: (secret, received) => Promise.resolve(expressReceiver(secret, received)),
  Fastify: (secret, received) => listenerOf(fastifyReceiver(secret, received)),
  Nest: async (secret, received) => {
    const app = await nestReceiver(secret, received);
    await app.init();
    return listenerOf(app.getHttpAdapter().getInstance() as FastifyInstance);
  },
  Lambda: (secret, received) => Promise.resolve(gatewayTo(lambdaReceiver(secret, received))),
};

describe('what the SDK’s README shows', () => {
  it('registers receivers in each framework, publishes, and each gets what was published', async () => {
    const { stack } = postrider;
    for (const receiver of Object.values(receivers)) {
      const { server, url, received } = await place();
      const secret = await manage(stack.service('subscription').address, stack.adminKey, url);
      server.on('request', await receiver(secret, (id) => received.add(id)));
    }
    const ids = await publish(stack.service('ingestion').address, stack.adminKey);
    expect(ids).toHaveLength(3);
    for (const { received } of places) {
      await eventually('every event', () => received.size >= ids.length);
      expect([...received].sort()).toEqual([...ids].sort());
    }
  });

  it('turns away what isn’t signed', async () => {
    for (const { url, received } of places) {
      const before = received.size;
      const forged = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': 'evt_forged',
          'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
          'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
        },
        body: '{"type":"order.created","data":{}}',
      });
      expect(forged.status).toBe(401);
      expect(received.size).toBe(before);
    }
  });
});
