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
  type DeliveryConfig,
  type ServiceConfig,
} from './service.config.js';
export { describeService } from './describe-service.js';
export { nestsDeeper } from './http/nests-deeper.js';
export { HARD_STOP_MS, startService, type ServiceDefinition } from './start-service.js';
export {
  consumerGroupOf,
  consumerProviders,
  kafkaProviders,
  portalTokensProvider,
  processProviders,
  registryProvider,
  streamHealthProvider,
  TopicGate,
} from './providers.js';
export { BEFORE_READING, CONFIG, LOG } from './tokens.js';
export { Health, type Conditions } from './health.js';
export { notFound, ProblemError } from './problem-error.js';
export { Access, type Caller } from './access/access.js';
export { KeyUses } from './access/key-uses.js';
export { PortalTokens } from './access/portal-tokens.js';
export { AccessGuard, CurrentCaller, KeysOnly, OpenToAll, Requires } from './access/access.guard.js';
export { clientAddress } from './access/client-address.js';
export { ProbesController } from './http/probes.controller.js';
export { bodySchema } from './http/json-schema.js';
export { AlsoTakes } from './http/open-api.js';
