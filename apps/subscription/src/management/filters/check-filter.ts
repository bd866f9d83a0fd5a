import { compileFilter, storable, type ExactJson, type Filter } from '@postrider/filter';
import { isStorableDeep, type Fault } from '@postrider/schemas';
import { ProblemError } from '@postrider/service';

/** Patterns of one endpoint: what compiling them takes, the fan-out and other requests wait. */
const MAX_PATTERNS = 50;

/** Throws `invalid_request`, with every fault's place in the body, unless each subscription's filter is one. */
export function checkFilters(subscriptions: readonly { readonly filter?: unknown }[]): void {
  const faults: Fault[] = [];
  let patterns = 0;
  for (const [index, { filter }] of subscriptions.entries()) {
    if (filter === undefined) continue;
    const at = `/subscriptions/${index}/filter`;
    const read = readFilter(filter, at);
    faults.push(...read.faults);
    patterns += read.patterns;
    if (patterns <= MAX_PATTERNS) continue;
    faults.push({ path: at, message: `makes more than ${MAX_PATTERNS} patterns in all of the endpoint's filters` });
    break;
  }
  if (faults.length > 0) throw new ProblemError('invalid_request', undefined, faults);
}

/** The filter that a body has at `/filter`; throws `invalid_request` where that isn't one. */
export function filterOf(given: unknown): Filter {
  const { filter, faults } = readFilter(given, '/filter');
  if (!filter) throw new ProblemError('invalid_request', undefined, faults);
  return filter;
}

interface ReadFilter {
  /** Absent where there are faults. */
  readonly filter?: Filter;
  readonly faults: readonly Fault[];
  readonly patterns: number;
}

function readFilter(given: unknown, at: string): ReadFilter {
  if (!isStorableDeep(given as never)) {
    return { faults: [{ path: at, message: 'must not contain NUL or unpaired surrogates' }], patterns: 0 };
  }
  // As it's kept: what is let through here is what the fan-out reads.
  const compiled = compileFilter(storable(given as ExactJson));
  const { patterns } = compiled;
  if (compiled.kind === 'filter') return { filter: compiled, faults: [], patterns };
  return { faults: compiled.faults.map(({ path, message }) => ({ path: at + path, message })), patterns };
}
