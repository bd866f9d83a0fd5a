import * as audit from './audit.entity.js';
import * as configuration from './configuration.entity.js';
import * as log from './log.entity.js';

/** Every entity, for the data source. */
export const entities = [...Object.values(configuration), ...Object.values(log), ...Object.values(audit)];
