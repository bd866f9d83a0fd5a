export { runScenario, type Outcome } from './run-scenario.js';
export type { Scenario } from './scenario.js';
export { scenarios } from './scenarios/scenarios.js';
export { World, type WorldKind } from './world.js';
