import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyServerOptions } from 'fastify';
import type { AddressRange } from '@postrider/egress';
import { problem } from '@postrider/schemas';
import { clientAddress } from '../access/client-address.js';
import { refuseOtherMethods } from './allowed-methods.js';
import type { BodyStyle, FinishBody } from './bodies.js';
import { readBodies } from './bodies.js';
import { withoutPrefix } from './path-prefix.js';

/** What differs between the HTTP sides of services. */
export interface HttpOptions {
  readonly bodies: BodyStyle;
  /** For what `JSON.parse` loses of a body. */
  readonly finishBody?: FinishBody;
  readonly maxBodyBytes: number;
  /** Whose word is taken for where a request comes from. */
  readonly trustedProxies?: readonly AddressRange[];
  /** What may stand before every path; no slash at its end. */
  readonly pathPrefix?: string;
}

/** What a caller may name its request by, to find it in logs: nothing that a log or a header would have to escape. */
const GIVEN_ID = /^[A-Za-z0-9._:/+=@-]{1,128}$/;

/**
 * A request's id: its caller's own, if it gave one; else one that is apart from those of any other process, and of this
 * one's last life: the audit log has them.
 */
function requestIds(): (request: Pick<IncomingMessage, 'headers'>) => string {
  const process = randomBytes(6).toString('base64url');
  let count = 0;
  return ({ headers: { [REQUEST_ID]: given } }) =>
    typeof given === 'string' && GIVEN_ID.test(given) ? given : `${process}-${(++count).toString(36)}`;
}

/** The header that carries it, in requests and in every answer. */
const REQUEST_ID = 'x-request-id';

function trusted(proxies: readonly AddressRange[]): (address: string) => boolean {
  return (text) => {
    const address = clientAddress(text);
    return address !== undefined && proxies.some((range) => range.contains(address));
  };
}

/** An adapter whose own refusals, too, are problem documents. */
export function fastifyAdapter({
  maxBodyBytes,
  trustedProxies = [],
  pathPrefix = '',
}: Omit<HttpOptions, 'bodies'>): FastifyAdapter {
  const options: FastifyServerOptions = {
    bodyLimit: maxBodyBytes,
    ...(pathPrefix !== '' && { rewriteUrl: ({ url = '' }) => withoutPrefix(url, pathPrefix) }),
    trustProxy: trustedProxies.length > 0 && trusted(trustedProxies),
    genReqId: requestIds(),
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: false, caseSensitive: true },
    // A stop closes what is idle; what is under way is answered, and closed then: see endGently.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // A slow sender must not hold a connection for ever.
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    logger: false,
    frameworkErrors: ({ code }, _request, reply) => {
      // A name that is longer than any that there is was found nowhere; all else is no URL.
      const document =
        code === 'FST_ERR_MAX_PARAM_LENGTH'
          ? problem('not_found')
          : problem('malformed_request', 'The URL is not well-formed.');
      reply.hijack();
      reply.raw
        .writeHead(document.status, { 'content-type': 'application/problem+json; charset=utf-8' })
        .end(JSON.stringify(document));
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
export function prepareHttp(app: NestFastifyApplication, { bodies, finishBody }: HttpOptions): void {
  const fastify = app.getHttpAdapter().getInstance();
  readBodies(fastify, bodies, finishBody);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header(REQUEST_ID, request.id);
    done();
  });
  refuseOtherMethods(fastify);
}
