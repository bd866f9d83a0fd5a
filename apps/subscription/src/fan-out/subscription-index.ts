import { FIRST_VERSION, patternsCovering, type EndpointEntity, type RegistryEntity } from '@postrider/schemas';

/** An endpoint that an event goes to, and the subscription that says so. */
export interface Match {
  readonly endpoint: string;
  /** None for an endpoint that takes every event. */
  readonly subscription: string | undefined;
}

interface Candidate extends Match {
  /** The subscription's place in its endpoint: of several that match, the first decides. */
  readonly position: number;
}

interface TenantIndex {
  /** Who wants what, by pattern; by pattern and version where that is pinned. */
  readonly byPattern: Map<string, Map<string, Candidate>>;
  /** What was found for an event type in a version, until anything of the tenant changes. */
  readonly found: Map<string, readonly Match[]>;
}

/** Types that are remembered for a tenant; beyond it, the memory is begun anew. */
const MAX_FOUND = 10_000;

/**
 * Which endpoints an event goes to. An event type is looked up under the few patterns that can cover it, so the cost
 * depends on how many match and not on how many there are.
 */
export class SubscriptionIndex {
  readonly #tenants = new Map<string, TenantIndex>();

  /** Takes in a change of the registry. */
  change(before: RegistryEntity | undefined, after: RegistryEntity | undefined): void {
    if (before?.kind === 'endpoint') this.#remove(before);
    if (after?.kind === 'endpoint') this.#add(after);
  }

  /** The endpoints of a tenant that an event of this type, in this version of it, goes to, each once. */
  match(tenant: string, eventType: string, version = FIRST_VERSION): readonly Match[] {
    const index = this.#tenants.get(tenant);
    if (!index) return [];
    const kind = version === FIRST_VERSION ? eventType : pinned(eventType, version);
    const known = index.found.get(kind);
    if (known) return known;
    const best = new Map<string, Candidate>();
    const patterns = patternsCovering(eventType);
    for (const pattern of [...patterns, ...patterns.map((each) => pinned(each, version))]) {
      for (const candidate of index.byPattern.get(pattern)?.values() ?? []) {
        const other = best.get(candidate.endpoint);
        if (!other || candidate.position < other.position) best.set(candidate.endpoint, candidate);
      }
    }
    const matches = Array.from(best.values(), ({ endpoint, subscription }) => ({ endpoint, subscription }));
    if (index.found.size >= MAX_FOUND) index.found.clear();
    index.found.set(kind, matches);
    return matches;
  }

  #add(endpoint: EndpointEntity): void {
    const index: TenantIndex = this.#tenants.get(endpoint.tenant) ?? { byPattern: new Map(), found: new Map() };
    this.#tenants.set(endpoint.tenant, index);
    index.found.clear();
    for (const [pattern, candidate] of candidatesOf(endpoint)) {
      const candidates = index.byPattern.get(pattern) ?? new Map<string, Candidate>();
      index.byPattern.set(pattern, candidates);
      const other = candidates.get(endpoint.id);
      if (!other || candidate.position < other.position) candidates.set(endpoint.id, candidate);
    }
  }

  #remove(endpoint: EndpointEntity): void {
    const index = this.#tenants.get(endpoint.tenant);
    if (!index) return;
    index.found.clear();
    for (const [pattern] of candidatesOf(endpoint)) {
      const candidates = index.byPattern.get(pattern);
      candidates?.delete(endpoint.id);
      if (candidates?.size === 0) index.byPattern.delete(pattern);
    }
    if (index.byPattern.size === 0) this.#tenants.delete(endpoint.tenant);
  }
}

function candidatesOf({ id, subscriptions }: EndpointEntity): readonly (readonly [string, Candidate])[] {
  if (!subscriptions) return [['*', { endpoint: id, subscription: undefined, position: 0 }]];
  return subscriptions.flatMap((subscription, position) =>
    subscription.eventTypes.map(
      (pattern) =>
        [
          subscription.version === undefined ? pattern : pinned(pattern, subscription.version),
          { endpoint: id, subscription: subscription.id, position },
        ] as const,
    ),
  );
}

/** No name or pattern of event types has this sign. */
const pinned = (pattern: string, version: number): string => `${pattern}@${version}`;
