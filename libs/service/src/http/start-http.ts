import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyServerOptions } from 'fastify';
import { problem } from '@postrider/schemas';
import type { BodyStyle } from './bodies.js';
import { readBodies } from './bodies.js';

/** What differs between the HTTP sides of services. */
export interface HttpOptions {
  readonly bodies: BodyStyle;
  readonly maxBodyBytes: number;
}

/** An adapter whose own refusals, too, are problem documents. */
export function fastifyAdapter({ maxBodyBytes }: HttpOptions): FastifyAdapter {
  const options: FastifyServerOptions = {
    bodyLimit: maxBodyBytes,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: false, caseSensitive: true },
    forceCloseConnections: true,
    // A slow sender must not hold a connection for ever.
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    logger: false,
    frameworkErrors: (_error, _request, reply) => {
      reply.hijack();
      reply.raw
        .writeHead(400, { 'content-type': 'application/problem+json; charset=utf-8' })
        .end(JSON.stringify(problem('malformed_request', 'The URL is not well-formed.')));
    },
    clientErrorHandler(_error, socket) {
      if (!socket.writable || socket.destroyed) return;
      const body = JSON.stringify(problem('malformed_request'));
      socket.end(
        `HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    },
  };
  return new FastifyAdapter(options);
}

/** Gets an application's HTTP side ready, before its routes are. */
export function prepareHttp(app: NestFastifyApplication, { bodies }: HttpOptions): void {
  readBodies(app.getHttpAdapter().getInstance(), bodies);
}
