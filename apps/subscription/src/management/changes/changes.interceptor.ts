import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { AuditLogRepository, PreconditionFailed, type AskedChange, type Precondition } from '@postrider/persistence';
import { isRegistryKind, registryKey } from '@postrider/schemas';
import { clientAddress, ProblemError, type Caller } from '@postrider/service';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { entityTagOf, versionsOf } from './entity-tags.js';
import { subjectOf, type Subject } from './subject.js';

type Asked = FastifyRequest<{ Params: Record<string, string | undefined> }> & { caller?: Caller };

/**
 * Makes every request that may change something one transaction, on behalf of its caller: an entry in the audit log is
 * written in it, and what the caller wants to be so (If-Match, If-None-Match) is judged in it.
 */
@Injectable()
export class ChangesInterceptor implements NestInterceptor {
  constructor(private readonly audit: AuditLogRepository) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Asked>();
    const { caller, method } = request;
    if (method === 'GET' || method === 'HEAD' || !caller) return next.handle();
    const asked = changeOf(request, caller, context.getHandler().name);
    return from(this.audit.change(asked, () => lastValueFrom(next.handle())).catch(refused));
  }
}

function changeOf(request: Asked, caller: Caller, operation: string): AskedChange {
  const subject = subjectOf(request.routeOptions.url ?? '', request.params);
  return {
    actor: { kind: caller.kind, id: caller.id, name: caller.name },
    address: (clientAddress(request.ip) ?? clientAddress(request.socket.remoteAddress))?.toString(),
    operation,
    requestId: request.id,
    subject: { ...subject, tenant: subject.tenant ?? caller.tenant },
    precondition: preconditionOf(request, subject),
  };
}

function preconditionOf({ headers }: Asked, { kind, id }: Subject): Precondition | undefined {
  const ifMatch = versionsOf(headers['if-match'], 'if-match');
  const ifNoneMatch = versionsOf(headers['if-none-match'], 'if-none-match');
  if (id === undefined || !isRegistryKind(kind)) return undefined;
  return ifMatch === undefined && ifNoneMatch === undefined
    ? undefined
    : { key: registryKey(kind, id), ifMatch, ifNoneMatch };
}

function refused(error: unknown): never {
  if (!(error instanceof PreconditionFailed)) throw error;
  const { version } = error;
  const detail =
    version === undefined
      ? 'It is not there.'
      : `It is there, and its etag is ${entityTagOf(version)}: look at what has changed, and ask again with that.`;
  throw new ProblemError('precondition_failed', detail, [{ path: `header/${error.failed}`, message: 'does not hold' }]);
}
