export { compileFilter, type Filter, type FilterFault, type FilterRefused, type Verdict } from './filter.js';
export { storable } from './read-filter.js';
export { FilteredEvent, type EventMetadata } from './filtered-event.js';
export { withExactParts, type PartPath } from './exact-parts.js';
export { type ExactJson } from './exact-json.js';
export { type Reason } from './explain.js';
