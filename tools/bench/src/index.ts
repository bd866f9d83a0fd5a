export { inParallel } from './in-parallel.js';
export { commitOfCheckout, thisMachine, type Machine } from './machine.js';
export { percentile } from './statistics.js';
