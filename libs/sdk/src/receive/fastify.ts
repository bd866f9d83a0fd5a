import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { WebhookRefused, webhookVerifier, type VerifyOptions, type Webhook } from './verify-webhook.js';

const webhooks = new WeakMap<FastifyRequest, Webhook>();

/**
 * Fastify plugin: every route of the scope it's registered in gets deliveries alone, anything else is answered 401. In that scope
 * bodies stay bytes; register it in a scope of its own. Ask {@link webhookOf} for the delivery.
 */
export function postriderWebhooks(scope: FastifyInstance, options: VerifyOptions): void {
  const check = webhookVerifier(options);
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  scope.addHook('preHandler', async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      webhooks.set(request, check({ headers: request.headers, body }));
    } catch (error) {
      if (!(error instanceof WebhookRefused)) throw error;
      return reply.code(401).send();
    }
  });
}

/** The delivery of a request; throws for one that didn't come through {@link postriderWebhooks}. */
export function webhookOf(request: FastifyRequest): Webhook {
  const webhook = webhooks.get(request);
  if (!webhook) throw new TypeError('no signature was checked for this route');
  return webhook;
}
