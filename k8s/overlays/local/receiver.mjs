// A sample receiver: says what it's sent, and answers 204. Any Standard Webhooks library verifies the signature.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = request.headers;
    const body = Buffer.concat(chunks).toString('utf8');
    console.log(JSON.stringify({ method: request.method, url: request.url, id, timestamp, signature, body }));
    response.writeHead(204).end();
  });
});

server.listen(Number(process.env.PORT ?? 9000));
process.once('SIGTERM', () => server.close(() => process.exit(0)));
