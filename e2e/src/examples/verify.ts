import { createServer, type Server } from 'node:http';
import { WebhookRefused, webhookVerifier } from '@postrider/sdk';

export function plainReceiver(secret: string, received: (id: string) => void): Server {
  const verify = webhookVerifier({ secret });
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      try {
        const { id } = verify({ headers: request.headers, body: Buffer.concat(chunks) });
        received(id);
        response.writeHead(204).end();
      } catch (error) {
        response.writeHead(error instanceof WebhookRefused ? 401 : 500).end();
      }
    });
  });
}
