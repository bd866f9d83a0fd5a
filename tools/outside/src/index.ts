export { Deployment, type DeploymentOptions } from './deployment.js';
export { Answered, PostriderClient, Refused, type Api, type Asked } from './postrider-client.js';
export {
  flood,
  Mailbox,
  Receiver,
  silence,
  status,
  trickling,
  verifies,
  type Answer,
  type Received,
} from './receiver.js';
export { Tenant, type Publication } from './tenant.js';
export { OpenLoop, type Acknowledged, type NotAccepted } from './open-loop.js';
export { MetricsPage, metricsOf, type Sample } from './metrics-page.js';
export { readTopic } from './topic-records.js';
