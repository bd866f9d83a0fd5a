export { databaseSettings, type DatabaseConfig } from './database.config.js';
export { Database, type DatabaseOptions } from './database.js';
export { awaitSchema, schemaOf } from './await-schema.js';
export { migrate } from './migrate.js';
export { schemaDump } from './migrations/schema-dump.js';
export { databaseState, OLDEST_POSTGRES, type DatabaseState } from './database-state.js';
export { Sql, type Statements } from './sql.js';
export { isDatabaseFault, refusesValues } from './unavailable-database.js';
export { notify, Notifications, type Channel } from './notifications.js';
export { AdvisoryLock } from './advisory-lock.js';
export { decodeCursor, encodeCursor, type Cursor } from './cursor.js';

export {
  ApiKeyRow,
  EndpointRow,
  EventTypeVersionRow,
  SubscriptionRow,
  TenantRow,
} from './entities/configuration.entity.js';
export { forgetEventCounts, shareEventCounts } from './configuration/event-counts.js';
export { noteKeyUses } from './configuration/key-uses.js';
export { ApiKeyRepository, type ApiKeyChanged } from './configuration/api-keys.repository.js';
export {
  EndpointRepository,
  type EndpointChanged,
  type EndpointRows,
  type EndpointTerms,
  type OverQuota,
  type StatusChanged,
  type StatusDecision,
} from './configuration/endpoints.repository.js';
export { type KeyRow, type NewSecret, type SecretRow } from './configuration/endpoint-secrets.js';
export { PortalEpochRepository, type EpochAnnounced } from './configuration/portal-epochs.repository.js';
export { type EventTypeWrite } from './configuration/event-type-writes.js';
export {
  EventTypeRepository,
  type EventTypePutResult,
  type EventTypeRows,
  type EventTypeStanding,
} from './configuration/event-types.repository.js';
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
export { sendUnsent, type RegistryRecord, type SentUnsent } from './configuration/send-unsent.js';
export { expiringCredentials, type ExpiringCredentials } from './configuration/expiring-credentials.js';
export { dropExpiredSecrets } from './configuration/expired-secrets.js';
export { markVerified, type AnsweredChallenge } from './configuration/endpoint-verification.js';
export { disableEndpoints } from './configuration/disable-endpoints.js';
export {
  endpointFailures,
  forgetFailures,
  keepFailures,
  type EndpointFailure,
} from './configuration/endpoint-failures.js';
export {
  resealAnswers,
  resealEndpoints,
  sealedOtherwise,
  type Resealed,
  type Resealing,
  type SealedPart,
  type SealedPlace,
} from './configuration/resealing.js';
export { tellOfQuotas } from './configuration/quotas-told.js';
export { noteDeadLetters, tellOfDeadLetters } from './configuration/untold-dead-letters.js';
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
export { AuditLogRow } from './entities/audit.entity.js';
export { AuditLogRepository, type AuditFilter } from './audit/audit-log.repository.js';
export { type Actor, type AskedChange } from './audit/change-at-hand.js';
export { PreconditionFailed, type Precondition } from './audit/precondition.js';
export { loadRegistryEntities } from './configuration/registry-source.js';

export { AttemptRow, DeliveryChangeRow, DeliveryRow, EventRow, JobRow } from './entities/log.entity.js';
export { EventLogRepository, type EventSummaryRow } from './log/event-log.repository.js';
export { DeliveryActionRepository, type ActionResult } from './log/delivery-actions.repository.js';
export { ExpungeRepository, expungeOlder, retentionsOfTenants, type TenantRetention } from './log/expunge.js';
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
export {
  addLatencies,
  countLatency,
  emptyHistogram,
  percentileMs,
  type LatencyHistogram,
} from './stats/latency-histogram.js';
export { noneOf, spanStart, STATS_SPANS_MS, type StatsCount, type StatsSum } from './stats/stats-counts.js';
export { forgetStatsDays, notedStats, notedStatsDays, noteStats, rollUpStats } from './stats/stats-store.js';
export {
  busiestTenants,
  endpointsInTrouble,
  longestFailing,
  nearestToQuota,
  type RecentCounts,
} from './stats/top-stats.js';
export { StatsRepository, type StatsWanted } from './stats/stats.repository.js';
export { insertChanges, type LoggedChange } from './log/delivery-changes.js';
export { endUntransformed, sendTransformed } from './work/failed-transforms.js';
export { lanesOf, settleLanes, type LaneName } from './work/lanes.js';
export { JobRepository, createJob, type NewJob } from './work/jobs.repository.js';
export { lookAtEndpoints, nextLookMs, noteEndpoints, type EndpointNote } from './work/endpoint-flows.js';
export {
  advanceJob,
  cancelStep,
  ASKED_JOBS,
  holdStep,
  lockOpenJob,
  releaseStep,
  setJobWaits,
  type JobStep,
  type OpenJob,
} from './work/job-steps.js';
export { redriveStep, retryStep } from './work/search-steps.js';
export { replayStep } from './work/replay-steps.js';
export { cancelEventStep } from './work/cancel-event.js';
export { waitingOfJobs } from './work/new-runs.js';
export { JobCounts, replaysEvents, type Counted, type JobAim } from './work/job-counts.js';
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

export { announceEverything } from './recovery/announce-everything.js';
export { bindCluster, boundCluster, holdReleases, releasesWaitFor } from './recovery/kafka-cluster.js';
export { leaveCluster, type Left, type ParkedLane } from './recovery/leave-cluster.js';
