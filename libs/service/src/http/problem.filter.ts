import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Log } from '@postrider/observability';
import type { ProblemCode } from '@postrider/schemas';
import { Unavailable } from '@postrider/time';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../problem-error.js';
import { WHICH_SERVICE } from './allowed-methods.js';

const RETRY_AFTER_SECONDS = '2';
const MAX_SHOWN_TYPE = 100;

/** Fastify's own refusals, before any handler of ours, by their code. */
const FASTIFY_CODES: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
};

const STATUS_CODES: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed_request',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  414: 'not_found',
  415: 'unsupported_media_type',
};

/** Told of every request that is refused, also before any handler of its route. */
export type Refused = (code: ProblemCode, request: FastifyRequest) => void;

/** Answers every error as a problem document, RFC 9457. What nobody expected is logged, and shown to no caller. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Log,
    private readonly refused: Refused = () => undefined,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.#problemOf(error, request);
    if (reply.sent) return;
    this.refused(problem.code, request);
    if (problem.status < 500 && this.log.isLevelEnabled('debug'))
      this.log.debug({ ...whichOf(request), code: problem.code }, 'request.refused');
    void reply
      .code(problem.status)
      .headers(problem.headers)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(Buffer.from(JSON.stringify(problem.document)));
  }

  #problemOf(error: unknown, request: FastifyRequest): ProblemError {
    if (error instanceof ProblemError) return error;
    if (error instanceof Unavailable) {
      this.log.warn({ error, ...whichOf(request) }, 'request.unavailable');
      return new ProblemError('unavailable', undefined, undefined, { 'retry-after': RETRY_AFTER_SECONDS });
    }
    const code = codeOf(error);
    if (code) return new ProblemError(code, adviceOn(code, request));
    this.log.error({ error, ...whichOf(request) }, 'request.failed');
    return new ProblemError('internal_error', `The log has the details under request id ${request.id}.`);
  }
}

/** Which request, without what it carried. */
const whichOf = ({ id, method, routeOptions }: FastifyRequest) => ({ requestId: id, method, route: routeOptions.url });

/** What to do about a refusal that comes before any handler: what most often leads to it is a detail that was forgotten. */
function adviceOn(code: ProblemCode, { is404, headers }: FastifyRequest): string | undefined {
  if (code === 'not_found' && is404) return `There is no such path; /docs lists those that there are. ${WHICH_SERVICE}`;
  if (code !== 'unsupported_media_type') return undefined;
  const type = headers['content-type']?.slice(0, MAX_SHOWN_TYPE);
  return `The body came ${type ? `as ${type}` : 'without a content-type'}; send JSON, with the header content-type: application/json.`;
}

function codeOf(error: unknown): ProblemCode | undefined {
  if (error instanceof HttpException) return STATUS_CODES[error.getStatus()];
  if (!(error instanceof Error)) return undefined;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (typeof code === 'string' && FASTIFY_CODES[code]) return FASTIFY_CODES[code];
  return typeof statusCode === 'number' && statusCode < 500
    ? (STATUS_CODES[statusCode] ?? 'malformed_request')
    : undefined;
}
