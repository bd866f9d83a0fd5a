export { databaseSettings, type DatabaseConfig } from './database.config.js';
export { Database, type DatabaseOptions } from './database.js';
export { migrate } from './migrate.js';
export { Sql, type Statements } from './sql.js';
export { isDatabaseFault, refusesValues } from './unavailable-database.js';
export { notify, Notifications, type Channel } from './notifications.js';
export { AdvisoryLock } from './advisory-lock.js';
export { decodeCursor, encodeCursor, type Cursor } from './cursor.js';

export { ApiKeyRow, EndpointRow, EventTypeRow, SubscriptionRow, TenantRow } from './entities/configuration.entity.js';
export { ApiKeyRepository } from './configuration/api-keys.repository.js';
export {
  EndpointRepository,
  type EndpointChanged,
  type EndpointRows,
  type SecretRow,
  type StatusChanged,
  type StatusDecision,
} from './configuration/endpoints.repository.js';
export { EventTypeRepository } from './configuration/event-types.repository.js';
export { IdempotencyRepository, type KeyClaim } from './configuration/idempotency.repository.js';
export { TenantRepository, type Changed } from './configuration/tenants.repository.js';
export { type IdPage } from './configuration/page-by-id.js';
export {
  announce,
  forgetSent,
  markSent,
  outboxBacklog,
  resendRecent,
  sentAmong,
  unsentChanges,
  type AnnouncedChange,
} from './configuration/outbox.js';
export { dropExpiredSecrets } from './configuration/expired-secrets.js';
export { disableEndpoints } from './configuration/disable-endpoints.js';
export {
  endpointFailures,
  forgetFailures,
  keepFailures,
  type EndpointFailure,
} from './configuration/endpoint-failures.js';
export {
  keepTransformStreaks,
  lockTransformStreaks,
  suspendTransforms,
  type TransformStreak,
} from './configuration/transform-streaks.js';
export {
  forgetTold,
  tellOfEndpoints,
  untoldCount,
  untoldEvents,
  type EndpointNews,
  type UntoldEvent,
} from './configuration/operational-events.js';
export { loadRegistryEntities } from './configuration/registry-source.js';

export { AttemptRow, DeliveryChangeRow, DeliveryRow, EventRow, JobRow } from './entities/log.entity.js';
export { EventLogRepository, type EventSummaryRow } from './log/event-log.repository.js';
export { DeliveryActionRepository, type ActionResult } from './log/delivery-actions.repository.js';
export { claimEvents, findClaims, forgetClaims, type ClaimedEvent, type ClaimingRecord } from './log/event-claims.js';
export { dayOf, dropDay, ensureDays, ensurePartitions, isMissingPartition, partitionDays } from './log/partitions.js';
export {
  dropRetries,
  insertAttempts,
  insertDeliveries,
  insertEvents,
  lockDeliveries,
  lockEndpointStatus,
  lockPositions,
  logPositions,
  movePositions,
  planRetries,
  updateDeliveries,
  type DeliveryIdentity,
  type DeliveryState,
  type DroppedRetry,
  type Due,
  type EndpointStanding,
  type LoggedEvent,
  type LogPosition,
  type PlannedRetry,
} from './log/log-store.js';
export { insertChanges, type LoggedChange } from './log/delivery-changes.js';
export {
  endUntransformed,
  sendTransformed,
  subscriptionChoices,
  type SubscriptionChoice,
} from './work/failed-transforms.js';
export { lanesOf, settleLanes, type LaneName } from './work/lanes.js';
export { JobRepository, createJob, type NewJob } from './work/jobs.repository.js';
export { lookAtEndpoints, nextLookMs, noteEndpoints, type EndpointNote } from './work/endpoint-flows.js';
export {
  advanceJob,
  cancelStep,
  holdStep,
  lockOpenJob,
  redriveStep,
  releaseStep,
  setJobWaits,
  type JobStep,
  type OpenJob,
} from './work/job-steps.js';
export {
  awaitReports,
  expireRetries,
  leaseDueRetries,
  postponeRetries,
  retryBacklog,
  type DueRetry,
  type LeaseOptions,
  type RetryBacklog,
} from './work/due-retries.js';
