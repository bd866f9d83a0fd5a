import { flag, loadConfig, secretSetting, setting, wholeNumber, type ConfigOf } from '@postrider/config';
import { defaultPorts, ownEnvironment, type Environment } from '@postrider/stack';
import { z } from 'zod';

const port = () => wholeNumber(1, 65_535);
const text = () => z.string().optional();

/** What `npm start` itself reads; every other variable is handed on to the services as it is. */
export const launcherSettings = {
  KAFKA_BROKERS: setting(text(), 'a Kafka that runs already, host:port,…; found or started when unset'),
  KAFKA_SSL: setting(flag().default(false), 'whether connections to that Kafka are encrypted'),
  DATABASE_URL: secretSetting(
    text(),
    'a Postgres that runs already, postgres://user:password@host:port/database; found or started when unset',
  ),
  POSTRIDER_ADMIN_KEY: secretSetting(text(), 'the root API key; made up once and kept when unset'),
  POSTRIDER_SECRET_KEY: secretSetting(text(), 'encrypts secrets at rest; made up once and kept when unset'),
  EGRESS_ALLOW_CIDRS: setting(text(), 'private ranges that endpoints may be in; this machine itself when unset'),
  POSTRIDER_STATE_DIR: setting(text(), 'where data, keys and logs are kept; .postrider in the checkout when unset'),
  INGESTION_PORT: setting(port().default(defaultPorts.ingestion), 'where ingestion listens'),
  SUBSCRIPTION_PORT: setting(port().default(defaultPorts.subscription), 'where subscription listens'),
  DISPATCHER_PORT: setting(port().default(defaultPorts.dispatcher), 'where the dispatcher listens'),
  RETRY_SCHEDULER_PORT: setting(port().default(defaultPorts['retry-scheduler']), 'where the retry-scheduler listens'),
  KAFKA_PORT: setting(
    port().optional(),
    'where a Kafka that is started listens; 9092, or another when that is taken, when unset',
  ),
  POSTGRES_PORT: setting(
    port().optional(),
    'where a Postgres that is started listens; 5432, or another when that is taken, when unset',
  ),
  KAFKA_HEAP_MB: setting(wholeNumber(256, 65_536).default(512), 'the heap of a Kafka that is started, in MiB'),
};

export type LauncherConfig = ConfigOf<typeof launcherSettings>;

/** Reads the launcher's variables; throws a ConfigError with all that is wrong. */
export const launcherConfig = (environment: Environment = ownEnvironment): LauncherConfig =>
  loadConfig(launcherSettings, environment);
