import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Begins the end of an application's HTTP side; what isn't answered after `cutAfterMs` is cut off. */
export type EndGently = (cutAfterMs: number) => void;

/**
 * Has an application's HTTP side end without breaking what it has begun: from the call on, every answer closes its
 * connection, and closing the application waits for those that are still to come. To be called before it listens.
 */
export function endGently(app: NestFastifyApplication): EndGently {
  let isEnding = false;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', (_request, reply, _payload, done) => {
      // Or whoever keeps the connection would send its next request into its end.
      if (isEnding) reply.header('connection', 'close');
      done();
    });
  return (cutAfterMs) => {
    isEnding = true;
    const server = app.getHttpAdapter().getInstance().server;
    setTimeout(() => server.closeAllConnections(), cutAfterMs).unref();
  };
}
