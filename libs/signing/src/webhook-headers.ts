import type { Message } from './signed-content.js';
import type { Signer } from './signer.js';

/** The three headers of Standard Webhooks 1.0.0 ("Webhook headers"). */
export type WebhookHeaders = Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>;

/** The headers that go out with a message; its body is what is sent, to the byte. Throws as {@link Signer.sign} does. */
export function webhookHeaders(signer: Signer, message: Message): WebhookHeaders {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestampSeconds),
    'webhook-signature': signer.sign(message),
  };
}
