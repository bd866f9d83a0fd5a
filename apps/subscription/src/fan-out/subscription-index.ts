import { FilteredEvent, SubscriptionCondition, type UndecidedFilters } from '@postrider/filter';
import {
  FIRST_VERSION,
  patternsCovering,
  type AcceptedEvent,
  type EndpointEntity,
  type RegistryEntity,
  type Subscription,
} from '@postrider/schemas';
import { firstOf, isPlain, type Candidate, type Match } from './candidate.js';

interface TenantIndex {
  /**
   * Who wants what, by pattern; by pattern and version where that is pinned. For each endpoint the first of its
   * subscriptions, with those that follow it.
   */
  readonly byPattern: Map<string, Map<string, Candidate>>;
  /** What was found for an event type in a version, until anything of the tenant changes. */
  readonly found: Map<string, Found>;
}

/** Which endpoints an event of a type goes to: in any case, or as its data and labels say. */
interface Found {
  readonly always: readonly Match[];
  readonly perhaps: readonly Candidate[];
}

/** Types that are remembered for a tenant; beyond it, the memory is begun anew. */
const MAX_FOUND = 10_000;

/**
 * Which endpoints an event goes to. An event type is looked up under the few patterns that can cover it, so the cost
 * depends on how many match and not on how many there are. Only where a subscription that covers the type asks for more
 * than that is the event looked at.
 */
export class SubscriptionIndex {
  readonly #tenants = new Map<string, TenantIndex>();

  constructor(private readonly troubles?: UndecidedFilters) {}

  /** Takes in a change of the registry. */
  change(before: RegistryEntity | undefined, after: RegistryEntity | undefined): void {
    if (before?.kind === 'endpoint') this.#remove(before);
    if (after?.kind === 'endpoint') this.#add(after);
  }

  /** The endpoints of a tenant that an event of this type goes to, each once; without the event, those that take it in any case. */
  match(tenant: string, eventType: string, event?: AcceptedEvent): readonly Match[] {
    const index = this.#tenants.get(tenant);
    if (!index) return [];
    const version = event?.meta.version ?? FIRST_VERSION;
    const kind = version === FIRST_VERSION ? eventType : pinned(eventType, version);
    const { always, perhaps } = index.found.get(kind) ?? find(index, kind, eventType, version);
    if (perhaps.length === 0 || !event) return always;
    const filtered = new FilteredEvent(event.meta, event.data);
    return [...always, ...perhaps.flatMap((candidate) => decided(candidate, filtered) ?? [])];
  }

  #add(endpoint: EndpointEntity): void {
    const index: TenantIndex = this.#tenants.get(endpoint.tenant) ?? { byPattern: new Map(), found: new Map() };
    this.#tenants.set(endpoint.tenant, index);
    index.found.clear();
    for (const [key, candidate] of this.#candidatesOf(endpoint)) {
      const candidates = index.byPattern.get(key) ?? new Map<string, Candidate>();
      index.byPattern.set(key, candidates);
      candidates.set(endpoint.id, firstOf(candidates.get(endpoint.id), candidate));
    }
  }

  #remove(endpoint: EndpointEntity): void {
    const index = this.#tenants.get(endpoint.tenant);
    if (!index) return;
    index.found.clear();
    for (const pattern of patternsOf(endpoint)) {
      const candidates = index.byPattern.get(pattern);
      candidates?.delete(endpoint.id);
      if (candidates?.size === 0) index.byPattern.delete(pattern);
    }
    if (index.byPattern.size === 0) this.#tenants.delete(endpoint.tenant);
  }

  #candidatesOf({ id, subscriptions }: EndpointEntity): readonly (readonly [string, Candidate])[] {
    if (!subscriptions) return [['*', { endpoint: id, subscription: undefined, position: 0 }]];
    return subscriptions.flatMap((subscription, position) => {
      const isConditional = subscription.labels !== undefined || subscription.filter !== undefined;
      const condition = isConditional ? new SubscriptionCondition(subscription, this.troubles) : undefined;
      const candidate: Candidate = { endpoint: id, subscription: subscription.id, position, condition };
      return keysOf(subscription).map((key) => [key, candidate] as const);
    });
  }
}

function find(index: TenantIndex, kind: string, eventType: string, version: number): Found {
  const first = new Map<string, Candidate>();
  const patterns = patternsCovering(eventType);
  for (const pattern of [...patterns, ...patterns.map((each) => pinned(each, version))]) {
    for (const candidate of index.byPattern.get(pattern)?.values() ?? [])
      first.set(candidate.endpoint, firstOf(first.get(candidate.endpoint), candidate));
  }
  const found: { always: Match[]; perhaps: Candidate[] } = { always: [], perhaps: [] };
  for (const candidate of first.values()) {
    if (isPlain(candidate)) found.always.push(matchOf(candidate));
    else found.perhaps.push(candidate);
  }
  if (index.found.size >= MAX_FOUND) index.found.clear();
  index.found.set(kind, found);
  return found;
}

/** The first of an endpoint's candidates whose condition is met. */
function decided(first: Candidate, event: FilteredEvent): Match | undefined {
  for (let candidate: Candidate | undefined = first; candidate; candidate = candidate.otherwise)
    if (isPlain(candidate) || candidate.condition?.isMet(event)) return matchOf(candidate);
  return undefined;
}

const matchOf = ({ endpoint, subscription }: Candidate): Match => ({ endpoint, subscription });

const patternsOf = ({ subscriptions }: EndpointEntity): readonly string[] => subscriptions?.flatMap(keysOf) ?? ['*'];

/** Under which a subscription is found. */
const keysOf = ({ eventTypes, version }: Subscription): readonly string[] =>
  version === undefined ? eventTypes : eventTypes.map((pattern) => pinned(pattern, version));

/** No name or pattern of event types has this sign. */
const pinned = (pattern: string, version: number): string => `${pattern}@${version}`;
