export {
  accessSettings,
  dedupeSettings,
  deliveryFaults,
  deliverySettings,
  egressSettings,
  inboxSettings,
  scriptLimits,
  sealingSettings,
  serviceSettings,
  transformSettings,
  type AccessConfig,
  type DeliveryConfig,
  type ServiceConfig,
} from './service.config.js';
export { startService, type ServiceDefinition } from './start-service.js';
export {
  consumerProviders,
  kafkaProviders,
  processProviders,
  registryProvider,
  streamHealthProvider,
  TopicGate,
} from './providers.js';
export { CONFIG, LOG } from './tokens.js';
export { Health, type Conditions } from './health.js';
export { notFound, ProblemError } from './problem-error.js';
export { Access, type Caller } from './access/access.js';
export { AccessGuard, CurrentCaller, Requires } from './access/access.guard.js';
export { ProbesController } from './http/probes.controller.js';
export { bodySchema } from './http/json-schema.js';
export { AlsoTakes } from './http/open-api.js';
