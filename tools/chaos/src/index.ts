export { runScenario } from './run-scenario.js';
export { scenarios } from './scenarios/scenarios.js';
export { World, type WorldKind } from './world.js';
