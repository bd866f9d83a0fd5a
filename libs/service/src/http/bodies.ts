import type { FastifyInstance } from 'fastify';
import { parse } from 'secure-json-parse';
import { ProblemError } from '../problem-error.js';

/** How a service wants its bodies: parsed, or as the bytes that came. */
export type BodyStyle = 'json' | 'bytes';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Tells Fastify how to read bodies; anything that isn't JSON by its type is refused with 415. */
export function readBodies(fastify: FastifyInstance, style: BodyStyle): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    /^application\/(?:[a-z0-9.+-]*\+)?json(?:$|[ ;])/i,
    { parseAs: 'buffer' },
    (_request, body, done) => {
      const bytes = body as Buffer;
      if (style === 'bytes') return done(null, bytes);
      if (bytes.length === 0) return done(null, undefined);
      try {
        done(null, parse(utf8.decode(bytes), undefined, { protoAction: 'error', constructorAction: 'error' }));
      } catch {
        done(new ProblemError('malformed_json'), undefined);
      }
    },
  );
}
