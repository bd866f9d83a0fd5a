import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { AuditLogRepository } from '@postrider/persistence';
import { isRegistryKind, isStorable } from '@postrider/schemas';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, map, mergeMap, type Observable } from 'rxjs';
import { Announced } from '../announced.js';
import { entityTagOf, versionsOf } from './entity-tags.js';
import { subjectOf } from './subject.js';

type Asked = FastifyRequest<{ Params: Record<string, string | undefined> }>;

/** Says in `etag` which version of an entity an answer shows; answers 304 whoever has that version already. */
@Injectable()
export class EntityTagInterceptor implements NestInterceptor {
  constructor(private readonly audit: AuditLogRepository) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Asked>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { kind, id, itself } = subjectOf(request.routeOptions.url ?? '', request.params);
    if (!isRegistryKind(kind)) return next.handle();
    if (request.method !== 'GET') return next.handle().pipe(map((result: unknown) => tagged(result, kind, reply)));
    // What no name can be is left to the route's own check of it, which says why.
    if (!itself || id === undefined || !isStorable(id)) return next.handle();
    const known = versionsOf(request.headers['if-none-match'], 'if-none-match');
    // Before the entity is read: should it change between, the tag is the older one, and a change on its condition fails.
    return from(this.audit.version(kind, id)).pipe(
      mergeMap((version) =>
        next.handle().pipe(
          map((answer: unknown) => {
            if (version === undefined) return answer;
            reply.header('etag', entityTagOf(version));
            if (known === undefined || (known !== 'any' && !known.includes(version))) return answer;
            reply.code(304);
            return undefined;
          }),
        ),
      ),
    );
  }
}

/** An answer to a change of one entity shows it in the version that was announced. */
function tagged(result: unknown, kind: string, reply: FastifyReply): unknown {
  if (!(result instanceof Announced) || result.answer === undefined || result.answer === null) return result;
  const [change, ...others] = result.changes.filter(({ key }) => key.startsWith(`${kind}:`));
  if (change && others.length === 0) reply.header('etag', entityTagOf(change.version));
  return result;
}
