import { loadConfig, secretSetting, setting, type ConfigOf } from '@postrider/config';
import envPaths from 'env-paths';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../surroundings.js';

/** The address of an API, without a slash at its end. */
export const Address = z
  .url({ protocol: /^https?$/, error: 'is an http or https URL' })
  .transform((url) => url.replace(/\/+$/, ''));

const address = () => Address.optional();
const text = () => z.string().optional();

/** What the command reads from its environment, beside what the services read: that `dlt` and `doctor` read as well. */
export const connectionSettings = {
  POSTRIDER_URL: setting(address(), 'where both APIs are, where one host has them'),
  POSTRIDER_INGESTION_URL: setting(address(), 'where ingestion is; else POSTRIDER_URL, else http://127.0.0.1:8080'),
  POSTRIDER_MANAGEMENT_URL: setting(
    address(),
    'where the subscription service is, which has the management API; else POSTRIDER_URL, else http://127.0.0.1:8081',
  ),
  POSTRIDER_DISPATCHER_URL: setting(address(), 'where the dispatcher is, for `doctor`'),
  POSTRIDER_RETRY_SCHEDULER_URL: setting(address(), 'where the retry-scheduler is, for `doctor`'),
  POSTRIDER_API_KEY: secretSetting(text(), 'the API key, portal token or root key that everything is asked with'),
  POSTRIDER_ADMIN_KEY: secretSetting(text(), 'the root key, as the services have it: where POSTRIDER_API_KEY is unset'),
  POSTRIDER_TENANT: setting(text(), 'the tenant, where `--tenant` is left out'),
  POSTRIDER_PROFILE: setting(
    text(),
    'the profile, where `--profile` is left out; else the one that `profiles use` chose',
  ),
  POSTRIDER_PROFILES_FILE: setting(
    z.string().default(() => join(envPaths('postrider', { suffix: '' }).config, 'profiles.json')),
    'the file with the profiles; `~/.config/postrider/profiles.json` on Linux when unset',
  ),
};

export type ConnectionConfig = ConfigOf<typeof connectionSettings>;

/** Reads the variables; throws a ConfigError with all that is wrong. */
export const connectionConfig = (environment: Environment): ConnectionConfig =>
  loadConfig(connectionSettings, environment);
