export { findOrStartStack, type FindOptions, type FoundStack } from './find-or-start.js';
export { start } from './start.js';
export { Screen } from './screen.js';
export { onStopRequest, type StopRequests } from './stop-signals.js';
export { findRun, type Addresses, type Running } from './run-file.js';
export { launcherConfig, type LauncherConfig } from './launcher.config.js';
export { stateOf } from './local-postrider.js';
