import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../problem-error.js';

interface Route {
  readonly path: RegExp;
  readonly methods: readonly string[];
}

/** Has requests for a path that there is, with a method that it doesn't take, answered with 405 and the methods in `allow` (RFC 9110, 15.5.6). */
export function refuseOtherMethods(fastify: FastifyInstance): void {
  const routes: Route[] = [];
  fastify.addHook('onRoute', ({ url, method }) => {
    routes.push({ path: patternOf(url), methods: [method].flat() });
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (!request.is404) return done();
    const [path = ''] = request.url.split('?', 1);
    const allowed = new Set(routes.filter((route) => route.path.test(path)).flatMap(({ methods }) => methods));
    if (allowed.size === 0) return done();
    const allow = [...allowed].join(', ');
    done(new ProblemError('method_not_allowed', `This path takes ${allow}.`, undefined, { allow }));
  });
}

/** What a route's path matches: a name stands for one segment, a star for any rest. */
function patternOf(url: string): RegExp {
  const segments = url.split('/').map((segment) => {
    if (segment.startsWith(':')) return '[^/]+';
    return segment === '*' ? '.*' : segment.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${segments.join('/')}$`);
}
