export { findOrStartStack, type FindOptions, type FoundStack } from './find-or-start.js';
export { start } from './start.js';
export { Screen } from './screen.js';
export { onStopRequest, type StopRequests } from './stop-signals.js';
export type { Addresses } from './run-file.js';
