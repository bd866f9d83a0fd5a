import { compileFilter, type ExactJson, type Filter } from '@postrider/filter';
import { isStorableDeep, type Fault } from '@postrider/schemas';
import { ProblemError } from '@postrider/service';

/** Throws `invalid_request`, with every fault's place in the body, unless each subscription's filter is one. */
export function checkFilters(subscriptions: readonly { readonly filter?: unknown }[]): void {
  const faults = subscriptions.flatMap(({ filter }, index) => {
    const read = filter === undefined ? undefined : readFilter(filter, `/subscriptions/${index}/filter`);
    return read && 'faults' in read ? read.faults : [];
  });
  if (faults.length > 0) throw new ProblemError('invalid_request', undefined, faults);
}

/** The filter that a body has at `/filter`; throws `invalid_request` where that isn't one. */
export function filterOf(given: unknown): Filter {
  const read = readFilter(given, '/filter');
  if ('faults' in read) throw new ProblemError('invalid_request', undefined, read.faults);
  return read.filter;
}

function readFilter(given: unknown, at: string): { readonly filter: Filter } | { readonly faults: readonly Fault[] } {
  if (!isStorableDeep(given as never))
    return { faults: [{ path: at, message: 'must not contain NUL or unpaired surrogates' }] };
  const compiled = compileFilter(given as ExactJson);
  if (compiled.kind === 'filter') return { filter: compiled };
  return { faults: compiled.faults.map(({ path, message }) => ({ path: at + path, message })) };
}
