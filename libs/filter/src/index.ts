export { compileFilter, type Filter, type FilterFault, type FilterRefused, type Verdict } from './filter.js';
export { storable } from './read-filter.js';
export { FilteredEvent, type EventMetadata } from './filtered-event.js';
export { withExactParts, type PartPath } from './exact-parts.js';
export { type ExactJson } from './exact-json.js';
export { type Reason } from './explain.js';
export { SubscriptionCondition, type FilterTrouble, type UndecidedFilters } from './subscription-condition.js';
export { Wants, type Wanted } from './wants.js';
