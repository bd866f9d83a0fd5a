import express, { type Express } from 'express';
import { postriderWebhooks, webhookOf } from '@postrider/sdk/express';

export function expressReceiver(secret: string, received: (id: string) => void): Express {
  const app = express();
  // Before any body parser: the signature is over the bytes.
  app.post('/webhooks', postriderWebhooks({ secret }), (request, response) => {
    received(webhookOf(request).id);
    response.sendStatus(204);
  });
  return app;
}
