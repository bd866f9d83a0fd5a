import { fastify, type FastifyInstance } from 'fastify';
import { postriderWebhooks, webhookOf } from '@postrider/sdk/fastify';

export function fastifyReceiver(secret: string, received: (id: string) => void): FastifyInstance {
  const app = fastify();
  app.register((scope, _options, done) => {
    postriderWebhooks(scope, { secret });
    scope.post('/webhooks', (request, reply) => {
      received(webhookOf(request).id);
      return reply.code(204).send();
    });
    done();
  });
  return app;
}
