import { createHash } from 'node:crypto';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { IdempotencyRepository } from '@postrider/persistence';
import { SecretBox } from '@postrider/secrets';
import { ProblemError, type Caller } from '@postrider/service';
import { Clock } from '@postrider/time';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, of, type Observable } from 'rxjs';
import { answerContext } from '../../sealing/contexts.js';
import { Announced } from '../announced.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The header, for the API description. */
export const IDEMPOTENCY_KEY = {
  name: 'idempotency-key',
  description:
    'The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.',
  schema: { type: 'string', pattern: KEY.source },
  example: 'new-endpoint-7',
};

/**
 * Answers a POST that comes again with the same Idempotency-Key as it was answered the first time, without doing it
 * again. The answer is kept in the transaction that makes the change: should it take too long to be in force, and be
 * answered with 503, the next request finds it done and waits for the same change.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly keys: IdempotencyRepository,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { caller?: Caller }>();
    const key = request.headers['idempotency-key'];
    const caller = request.caller?.id;
    if (request.method !== 'POST' || key === undefined || caller === undefined) return next.handle();
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw new ProblemError('invalid_request', undefined, [
        { path: 'header/idempotency-key', message: 'is 1 to 255 printable ASCII characters without spaces' },
      ]);
    }
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const claimedAt = new Date(this.clock.now());
    const claim = await this.keys.claim(caller, key, fingerprintOf(request), claimedAt);
    switch (claim.kind) {
      case 'answered':
        reply.code(claim.status).header('idempotency-replayed', 'true');
        return of(this.#open(claim.sealedBody, caller, key));
      case 'under_way':
        throw new ProblemError('request_in_progress', undefined, undefined, { 'retry-after': '1' });
      case 'other_request':
        throw new ProblemError('idempotency_key_reused');
      case 'new':
        return from(
          this.keys.answer(
            { caller, key, claimedAt },
            () => lastValueFrom(next.handle()),
            (result) => ({
              status: reply.statusCode,
              sealedBody: this.box.seal(JSON.stringify(kept(result)), answerContext(caller, key)),
            }),
          ),
        );
    }
  }

  #open(sealed: string, caller: string, key: string): Announced<unknown> {
    const opened = this.box.open(sealed, answerContext(caller, key));
    if (opened.kind === 'opened') {
      const { answer, changes } = JSON.parse(opened.plaintext) as Announced<unknown>;
      return new Announced(answer, changes);
    }
    throw new ProblemError('conflict', 'The first answer can no longer be read; take a new Idempotency-Key.');
  }
}

const kept = (result: unknown): Announced<unknown> =>
  result instanceof Announced ? result : new Announced(result ?? null, []);

function fingerprintOf({ method, url, body }: FastifyRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, body ?? null]))
    .digest('base64url');
}
