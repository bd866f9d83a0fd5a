import type { FastifyInstance } from 'fastify';
import { parse } from 'secure-json-parse';
import { ProblemError } from '../problem-error.js';
import { nestsDeeper } from './nests-deeper.js';

/** How a service wants its bodies: parsed, or as the bytes that came. */
export type BodyStyle = 'json' | 'bytes';

/** Bodies are walked by recursion behind this: what came deeper would run out of stack there, and look like a fault of ours. */
const MAX_DEPTH = 128;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Takes what a JSON text was parsed to, and answers what is to be made of it. */
export type FinishBody = (text: string, parsed: unknown) => unknown;

/** Tells Fastify how to read bodies; anything that isn't JSON by its type is refused with 415. */
export function readBodies(fastify: FastifyInstance, style: BodyStyle, finish?: FinishBody): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    /^application\/(?:[a-z0-9.+-]*\+)?json(?:$|[ ;])/i,
    { parseAs: 'buffer' },
    (_request, body, done) => {
      const bytes = body as Buffer;
      if (style === 'bytes') return done(null, bytes);
      if (bytes.length === 0) return done(null, undefined);
      try {
        done(null, parsed(bytes, finish));
      } catch (error) {
        done(error instanceof ProblemError ? error : new ProblemError('malformed_json'), undefined);
      }
    },
  );
}

function parsed(bytes: Buffer, finish: FinishBody | undefined): unknown {
  const text = utf8.decode(bytes);
  if (nestsDeeper(text, MAX_DEPTH)) {
    throw new ProblemError('malformed_json', `The body nests lists and objects more than ${MAX_DEPTH} deep.`);
  }
  const body: unknown = parse(text, undefined, { protoAction: 'error', constructorAction: 'error' });
  return finish ? finish(text, body) : body;
}
