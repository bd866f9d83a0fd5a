export { compileFilter, type Filter, type FilterRefused, type Verdict } from './filter.js';
export { FilteredEvent, type EventMetadata } from './filtered-event.js';
export { type FilterFault } from './condition.js';
export { type Reason } from './explain.js';
