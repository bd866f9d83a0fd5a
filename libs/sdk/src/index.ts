export { allPages } from './all-pages.js';
export type { paths as IngestionPaths, components as IngestionParts } from './api/ingestion.js';
export type { paths as ManagementPaths, components as ManagementParts } from './api/subscription.js';
export { Postrider, type BatchResult, type NewEvent, type PostriderOptions, type Published } from './postrider.js';
export { PostriderError, unwrap, type Problem } from './problem.js';
export type { Patience } from './retrying-fetch.js';
export {
  WebhookRefused,
  webhookVerifier,
  type Arrived,
  type VerifyOptions,
  type Webhook,
} from './receive/verify-webhook.js';
