import type { Scenario } from '../scenario.js';
import { kills } from './kills.js';

/** All that can be done to Postrider, in the order in which it's done. */
export const scenarios: readonly Scenario[] = [...kills];
