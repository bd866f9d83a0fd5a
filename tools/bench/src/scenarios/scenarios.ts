import { closed } from './closed.js';
import { fanout } from './fanout.js';
import { flat } from './flat.js';
import { hang100of1000, hang1of10 } from './hanging.js';
import { match } from './match.js';
import { memory } from './memory.js';
import { ids1000, inbox1000, open1000, open200 } from './open-loop.js';
import { registered } from './registered.js';
import { scale1, scale2, scale4 } from './scale.js';
import type { Scenario, ScenarioName } from './scenario.js';
import { tenants } from './tenants.js';

/** All that can be measured. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  closed,
  open200,
  open1000,
  ids1000,
  inbox1000,
  fanout,
  match,
  registered,
  hang1of10,
  hang100of1000,
  tenants,
  memory,
  flat,
  scale1,
  scale2,
  scale4,
};
