export {
  deadLetterTopicOf,
  hasDeadLetterTopic,
  isInbox,
  topics,
  type Part,
  type PartitionCount,
  type Topic,
} from './topics.js';
export { faultMessage } from './fault-messages.js';
export { Fault, faultsOf, Problem, problem, ProblemCode, problems } from './problems.js';
export {
  ApiKeyId,
  DeliveryId,
  deliveryId,
  deliveryTimeMs,
  derivedEventId,
  EndpointId,
  JobId,
  PortalTokenId,
  mintId,
  type IdPrefix,
} from './ids.js';
export {
  EventId,
  EventTypeName,
  GivenTimestamp,
  isStorable,
  isStorableDeep,
  Label,
  Labels,
  OrderingKey,
  TenantId,
  text,
  Timestamp,
} from './text.js';
export { FilterTest, FilterTested } from './api/filters.js';
export {
  isReservedEventType,
  QUOTA_NEAR_EVENT_TYPE,
  QUOTA_PARTS,
  RESERVED_TENANT,
  TEST_EVENT_TYPE,
  VERIFICATION_EVENT_TYPE,
  type AboutEndpoint,
  type FailingPart,
  type OperationalNews,
  type QuotaNear,
} from './operational-events.js';
export { readRedactedPath, REDACTED, RedactionList } from './redaction.js';
export { failures, failureText, type FailureText } from './failures.js';
export { shownRequestHeaders, unusualRequestHeaders } from './request-headers.js';
export { EventTypePattern, patternCovers, patternsCovering } from './event-type-pattern.js';
export { FIRST_VERSION, VersionNumber } from './version-number.js';

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
export { TraceContext, traceIdOf } from './records/trace-context.js';
export { FIRST_TURN, type DeliveryTurn, type Trigger } from './records/delivery-turn.js';
export { decodeRedelivery, encodeRedelivery, type Redelivery, type RedeliveryPlan } from './records/redelivery.js';
export {
  decodeAttemptReport,
  encodeAttemptReport,
  type AttemptMade,
  type EndpointFlow,
  type AttemptReport,
  type AttemptResponse,
  type AttemptTimings,
  type CancelReason,
  DeathReason,
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
  isRegistryKind,
  registryKey,
  type ApiKeyEntity,
  ApiKeyScope,
  type EndpointEntity,
  type Subscription,
  type EndpointStatus,
  type EventTypeEntity,
  type RegistryChange,
  type RegistryEntity,
  type RegistryKind,
  type TenantEntity,
} from './records/registry-change.js';

export { ListQuery, type Page } from './api/lists.js';
export { ApiKey, ApiKeyCreate, ApiKeyCreated, ApiKeyPage, ApiKeyPatch, ApiKeyRotate } from './api/api-keys.js';
export { PortalToken, PortalTokenCreate } from './api/portal-tokens.js';
export { Tenant, TenantPage, TenantPut, type Quota } from './api/tenants.js';
export {
  Compatibility,
  DryRunQuery,
  EventType,
  EventTypeChecked,
  EventTypeExportQuery,
  EventTypeImport,
  EventTypePage,
  EventTypePut,
  EventTypeQuery,
  EventTypesImported,
  EventTypeVersion,
  EventTypeVersionChecked,
  EventTypeVersionPage,
  EventTypeVersionPut,
  VersionInPath,
  type SchemaBreak,
} from './api/event-types.js';
export { requestChangeOf, type DeliveryChange, type RequestChange } from './records/request-change.js';
export { PathSuffix, withPathSuffix } from './path-suffix.js';
export { deliveryBody, JSON_TYPE, type BodyShape, type DeliveryBody } from './delivery-body.js';
export { TestTransform, TestTransformResult, Transform, TransformFailure } from './api/transforms.js';
export {
  CustomHeaders,
  Endpoint,
  EndpointCreate,
  EndpointCreated,
  EndpointPage,
  EndpointPatch,
  EndpointSecrets,
  SecretRotate,
  type DisabledReason,
} from './api/endpoints.js';
export { HIDDEN_VALUE } from './api/sent-headers.js';
export { EndpointTest, EndpointTestStarted } from './api/endpoint-test.js';
export { EgressIps } from './api/egress-ips.js';
export { EndpointAuth, type ShownAuth } from './api/endpoint-auth.js';
export {
  EndpointSigningKeys,
  Jwks,
  type ShownSigning,
  type Signing,
  type SigningKeys,
  type SigningProfile,
} from './api/endpoint-signing.js';
export {
  Attempt,
  BulkRetry,
  DeadLetterQuery,
  Delivery,
  DeliveryExportQuery,
  DeliveryPage,
  DeliveryQuery,
  DeliveryStatus,
  DeliveryWithAttempts,
  Redrive,
} from './api/deliveries.js';
export {
  BatchPublished,
  EventExportQuery,
  EventPage,
  EventQuery,
  EventSummary,
  EventWithDeliveries,
  ExportedEvent,
  MAX_BATCH_EVENTS,
  Publish,
  CloudEventBatch,
  PublishBatch,
  Published,
  PublishEnvelope,
  StructuredCloudEvent,
} from './api/events.js';
export { AuditEntry, AuditPage, AuditQuery, TenantAuditQuery } from './api/audit-log.js';
export { Stats, StatsQuery, StatsSpan, type StatsCounts } from './api/stats.js';
export {
  EndpointBackfill,
  EndpointReplay,
  EventReplay,
  Job,
  JobAnswer,
  JobCounted,
  JobKind,
  JobPage,
  JobQuery,
  JobScope,
  JobStarted,
  JobStatus,
  type ReplayStatus,
} from './api/jobs.js';
export { EXAMPLE, exampleOf, withExample, withExampleLike } from './example.js';
