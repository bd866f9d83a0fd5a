import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyUnavailable, DEFAULT_MAX_BYTES, rawBodyOf } from './raw-body.js';
import { WebhookRefused, webhookVerifier, type VerifyOptions, type Webhook } from './verify-webhook.js';

/** What stands on a request that came through. */
export interface WithWebhook {
  webhook: Webhook;
}

/**
 * Express middleware: lets a delivery through with `request.webhook`, and answers 401 for anything else. Put it before any body
 * parser, or keep the bytes as `request.rawBody`. Works with Connect and plain `node:http` handlers too.
 */
export function postriderWebhooks(options: VerifyOptions & { readonly maxBytes?: number }) {
  const check = webhookVerifier(options);
  return async (
    request: IncomingMessage & { body?: unknown; rawBody?: unknown },
    response: ServerResponse,
    next: (error?: unknown) => void,
  ): Promise<void> => {
    try {
      const body = await rawBodyOf(request, options.maxBytes ?? DEFAULT_MAX_BYTES);
      Object.assign(request, { webhook: check({ headers: request.headers, body }) } satisfies WithWebhook);
    } catch (error) {
      const status = statusFor(error);
      if (status === undefined) next(error);
      else response.writeHead(status, { connection: 'close' }).end();
      return;
    }
    next();
  };
}

/** Undefined for what is the application's fault, not the sender's. */
function statusFor(error: unknown): number | undefined {
  if (error instanceof WebhookRefused) return 401;
  return error instanceof BodyUnavailable && error.reason === 'too_large' ? 413 : undefined;
}

/** The delivery of a request that came through {@link postriderWebhooks}. */
export const webhookOf = (request: object): Webhook => (request as WithWebhook).webhook;
