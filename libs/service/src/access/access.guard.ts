import { createParamDecorator, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ApiKeyScope } from '@postrider/schemas';
import { TenantId } from '@postrider/schemas';
import type { FastifyRequest } from 'fastify';
import { notFound, ProblemError } from '../problem-error.js';
import { Access, type Caller } from './access.js';

/** What a route asks of its caller. */
export interface Requirement {
  /** Any one of these. */
  readonly scopes: readonly ApiKeyScope[];
  /**
   * `tenant`: the path names a tenant, which must exist. `tenant-itself`: it may not exist yet. `platform`: only for
   * keys that reach every tenant. `anyone`: for every key; the route sees to it that a tenant's key gets its tenant's alone.
   */
  readonly reach: 'tenant' | 'tenant-itself' | 'platform' | 'anyone';
}

const REQUIREMENT = 'postrider.requirement';
const OPEN = 'postrider.open';
const KEYS_ONLY = 'postrider.keys-only';

/** Lets everybody in, without a key. */
export const OpenToAll = () => SetMetadata(OPEN, true);

/** Says what a route, or all of a controller's, asks of its caller. A route with neither this nor {@link OpenToAll} is closed to everybody. */
export const Requires = (scopes: ApiKeyScope | readonly ApiKeyScope[], reach: Requirement['reach']) =>
  SetMetadata<string, Requirement>(REQUIREMENT, { scopes: typeof scopes === 'string' ? [scopes] : scopes, reach });

/** Closes a route, or all of a controller's, to portal tokens: what outlives them is not for them to make. */
export const KeysOnly = () => SetMetadata(KEYS_ONLY, true);

type Authenticated = FastifyRequest<{ Params: { tenant?: string } }> & { caller?: Caller };

/** The caller of the request at hand. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<Authenticated>();
  if (!caller) throw new TypeError('a route without a requirement asked for its caller');
  return caller;
});

/** Lets a request through when its key may do what the route requires. Elsewhere than in its tenant, a key finds nothing: 404. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly access: Access,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(OPEN, places)) return true;
    const requirement = this.reflector.getAllAndOverride<Requirement | undefined>(REQUIREMENT, places);
    if (!requirement) throw notFound('route');
    const request = context.switchToHttp().getRequest<Authenticated>();
    const caller = await this.access.authenticate(request);
    request.caller = caller;
    if (caller.kind === 'portal' && this.reflector.getAllAndOverride<boolean | undefined>(KEYS_ONLY, places))
      throw new ProblemError('forbidden', 'This needs an API key, not a portal token.');
    await this.#reach(requirement.reach, caller, request.params.tenant);
    if (requirement.scopes.some((scope) => caller.scopes.includes(scope))) return true;
    throw new ProblemError('forbidden', `This needs a key with the scope ${requirement.scopes.join(' or ')}.`);
  }

  async #reach(reach: Requirement['reach'], caller: Caller, tenant: string | undefined): Promise<void> {
    if (reach === 'anyone') return;
    if (reach === 'platform') {
      if (caller.tenant !== undefined) throw notFound('route');
      return;
    }
    if (caller.tenant !== undefined && caller.tenant !== tenant) throw notFound('tenant');
    // Whatever can't be a tenant's name is left to the route's own check of it, which says why.
    if (reach === 'tenant' && TenantId.safeParse(tenant).success) await this.access.requireTenant(tenant ?? '');
  }
}
