import type { Scenario } from '../scenario.js';
import { backlog } from './backlog.js';
import { receivers } from './bad-receivers.js';
import { broker } from './broker.js';
import { clock } from './clock.js';
import { database } from './database.js';
import { kills } from './kills.js';
import { order } from './order.js';
import { poison } from './poison.js';
import { names } from './rebinding.js';
import { replicas } from './replicas.js';
import { zombie } from './zombie.js';

/** All that can be done to Postrider, in the order in which it's done: those of one world together. */
export const scenarios: readonly Scenario[] = [
  ...kills,
  ...replicas,
  ...broker,
  ...database,
  ...poison,
  ...receivers,
  ...backlog,
  ...order,
  ...zombie,
  ...names,
  ...clock,
];
