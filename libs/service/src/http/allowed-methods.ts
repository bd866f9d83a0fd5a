import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problem-error.js';

/** Both APIs have `…/events`: who asks the one for what is the other's is told. */
export const WHICH_SERVICE = 'Events are published at ingestion; everything else is at subscription.';

interface Route {
  readonly path: RegExp;
  readonly methods: readonly string[];
}

/**
 * Has requests for a path that there is, with a method that it doesn't take, answered with 405 and the methods in `allow`
 * (RFC 9110, 15.5.6). A path that is a route's in full is that route's alone: it's no name in another's place.
 */
export function refuseOtherMethods(fastify: FastifyInstance): void {
  const routes: Route[] = [];
  const named = new Map<string, string[]>();
  fastify.addHook('onRoute', ({ url, method }) => {
    routes.push({ path: patternOf(url), methods: [method].flat() });
    if (!/[:*]/.test(url)) named.set(url, [...(named.get(url) ?? []), ...[method].flat()]);
  });
  const methodsOf = (path: string): string[] =>
    routes.filter((route) => route.path.test(path)).flatMap(({ methods }) => methods);
  fastify.addHook('onRequest', (request, _reply, done) => {
    const own = named.get(pathOf(request));
    if (own ? own.includes(request.method) : !request.is404) return done();
    const allowed = new Set(own ?? methodsOf(pathOf(request)));
    if (allowed.size === 0) return done();
    const allow = [...allowed].join(', ');
    done(
      new ProblemError('method_not_allowed', `This path takes ${allow} here. ${WHICH_SERVICE}`, undefined, { allow }),
    );
  });
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '';

/** What a route's path matches: a name stands for one segment, a star for any rest. */
function patternOf(url: string): RegExp {
  const segments = url.split('/').map((segment) => {
    if (segment.startsWith(':')) return '[^/]+';
    return segment === '*' ? '.*' : segment.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${segments.join('/')}$`);
}
