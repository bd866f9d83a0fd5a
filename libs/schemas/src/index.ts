export { deadLetterTopicOf, hasDeadLetterTopic, topics, type Part, type PartitionCount, type Topic } from './topics.js';
export { Fault, faultsOf, Problem, problem, ProblemCode, problems } from './problems.js';
export {
  ApiKeyId,
  DeliveryId,
  deliveryId,
  deliveryTimeMs,
  derivedEventId,
  EndpointId,
  JobId,
  mintId,
  type IdPrefix,
} from './ids.js';
export { EventId, EventTypeName, GivenTimestamp, isStorable, OrderingKey, TenantId, text, Timestamp } from './text.js';
export {
  isReservedEventType,
  RESERVED_TENANT,
  type AboutEndpoint,
  type FailingPart,
  type OperationalNews,
} from './operational-events.js';
export { EventTypePattern, patternCovers, patternsCovering } from './event-type-pattern.js';

export {
  decodeJson,
  undecodable,
  type Decoded,
  type RecordParts,
  type RecordToWrite,
  type Undecodable,
} from './records/record.js';
export {
  decodeAcceptedEvent,
  encodeAcceptedEvent,
  EVENT_HEADER,
  eventKey,
  type AcceptedEvent,
  type EventMeta,
} from './records/accepted-event.js';
export {
  decodeEventDeliveries,
  encodeEventDeliveries,
  type DeliveryPlan,
  type EventDeliveries,
  type PlannedDelivery,
  type Position,
} from './records/event-deliveries.js';
export { FIRST_TURN, type DeliveryTurn, type Trigger } from './records/delivery-turn.js';
export { decodeRedelivery, encodeRedelivery, type Redelivery, type RedeliveryPlan } from './records/redelivery.js';
export {
  decodeAttemptReport,
  encodeAttemptReport,
  type AttemptMade,
  type EndpointFlow,
  type AttemptReport,
  type AttemptResponse,
  type CancelReason,
  type DeathReason,
  type DeliveryEnded,
  type DeliveryParked,
  type DeliveryRef,
  type FailureReason,
  type HoldReason,
  type NextStep,
  type ParkReason,
} from './records/attempt-report.js';
export { decodeLaneMarker, encodeLaneMarker, type LaneMarker } from './records/lane-marker.js';
export { decodeDeadLetter, encodeDeadLetter, type DeadLetter } from './records/dead-letter.js';
export {
  decodeRegistryChange,
  encodeRegistryChange,
  registryKey,
  type ApiKeyEntity,
  type ApiKeyScope,
  type EndpointEntity,
  type EndpointStatus,
  type EventTypeEntity,
  type RegistryChange,
  type RegistryEntity,
  type RegistryKind,
  type TenantEntity,
} from './records/registry-change.js';

export { ListQuery, type Page } from './api/lists.js';
export { ApiKey, ApiKeyCreate, ApiKeyCreated, ApiKeyPage } from './api/api-keys.js';
export { Tenant, TenantPage, TenantPut } from './api/tenants.js';
export { EventType, EventTypePage, EventTypePut } from './api/event-types.js';
export { requestChangeOf, type DeliveryChange, type RequestChange } from './records/request-change.js';
export { PathSuffix, withPathSuffix } from './path-suffix.js';
export { TestTransform, TestTransformResult, Transform, TransformFailure } from './api/transforms.js';
export {
  CustomHeaders,
  Endpoint,
  EndpointCreate,
  EndpointCreated,
  EndpointPage,
  EndpointPatch,
  EndpointSecrets,
  HIDDEN_VALUE,
  SecretRotate,
  type DisabledReason,
} from './api/endpoints.js';
export {
  Attempt,
  DeadLetterQuery,
  Delivery,
  DeliveryPage,
  DeliveryQuery,
  DeliveryStatus,
  DeliveryWithAttempts,
  Redrive,
} from './api/deliveries.js';
export {
  BatchPublished,
  EventPage,
  EventQuery,
  EventSummary,
  EventWithDeliveries,
  MAX_BATCH_EVENTS,
  Publish,
  PublishBatch,
  Published,
  PublishEnvelope,
  StructuredCloudEvent,
} from './api/events.js';
export { Job, JobKind, JobPage, JobQuery, JobStarted, JobStatus } from './api/jobs.js';
