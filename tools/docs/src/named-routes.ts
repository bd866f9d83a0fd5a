/** What one of the two APIs offers. */
export interface Operation {
  readonly method: string;
  /** With parameters as `{name}`. */
  readonly path: string;
  /** The query parameters that it takes. */
  readonly query: readonly string[];
}

/** What is read of an OpenAPI document. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}
interface Described {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
}

/** The operations of an OpenAPI document. */
export const operationsOf = ({ paths }: OpenApi): readonly Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [] }]) => ({
      method: method.toUpperCase(),
      path,
      query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
    })),
  );

/** The routes that a text names in code: `GET /v1/tenants/{tenant}/stats`, or `GET …/stats?by=hour`. */
export const namedRoutes = (text: string): readonly NamedRoute[] =>
  [...text.matchAll(/`(GET|PUT|POST|PATCH|DELETE) ((?:…|\/v1)\/[^\s`?]*)(?:\?([^\s`]*))?/g)].map(
    ([, method = '', path = '', query]) => new NamedRoute(method, path, query),
  );

/** A route as a text names it: what comes before `…` is left out, and a parameter may have an example in its place. */
export class NamedRoute {
  constructor(
    private readonly method: string,
    private readonly path: string,
    private readonly query: string | undefined,
  ) {}

  isAmong(operations: readonly Operation[]): boolean {
    const asked = [...new URLSearchParams(this.query).keys()];
    return operations.some(
      ({ method, path, query }) =>
        method === this.method && this.#isAt(path) && asked.every((name) => name === '…' || query.includes(name)),
    );
  }

  toString(): string {
    return `${this.method} ${this.path}${this.query === undefined ? '' : `?${this.query}`}`;
  }

  #isAt(path: string): boolean {
    const there = path.split('/').slice(1).reverse();
    const named = this.path.split('/').slice(1).reverse();
    const isWhole = this.path.startsWith('/');
    return (isWhole ? there.length === named.length : there.length >= named.length) && named.every(fits);

    function fits(segment: string, place: number): boolean {
      const actual = there[place] ?? '';
      return segment === actual || (actual.startsWith('{') && !segment.startsWith('{'));
    }
  }
}
