/** What a request is about, as its route names it. */
export interface Subject {
  /** `endpoint` for `/v1/tenants/:tenant/endpoints/…`. */
  readonly kind: string;
  readonly id: string | undefined;
  readonly tenant: string | undefined;
  /** Whether the route is that of the thing itself, rather than of something about it. */
  readonly itself: boolean;
}

/** Reads a route: `/v1/`, the tenant that it's in where it's in one, what things it's about, and which of them. */
export function subjectOf(route: string, params: Readonly<Record<string, string | undefined>>): Subject {
  const segments = route.split('/').slice(2);
  const inTenant = segments[0] === 'tenants' && segments.length > 2;
  const [things = '', name, ...rest] = inTenant ? segments.slice(2) : segments;
  const id = name?.startsWith(':') ? params[name.slice(1)] : undefined;
  const kind = singular(things);
  const tenant = inTenant ? params.tenant : kind === 'tenant' ? id : undefined;
  return { kind, id, tenant, itself: id !== undefined && rest.length === 0 };
}

const singular = (things: string): string =>
  things.endsWith('ies') ? `${things.slice(0, -3)}y` : things.replace(/s$/, '');
