import type { ConnectionConfig } from './connection.config.js';
import type { Profile } from './profiles.js';

/** Where Postrider is, and who asks. */
export interface Connection {
  readonly ingestionUrl: string;
  readonly managementUrl: string;
  /** These two have no API; undefined where nobody said where they are. */
  readonly dispatcherUrl: string | undefined;
  readonly retrySchedulerUrl: string | undefined;
  readonly key: string | undefined;
  readonly tenant: string | undefined;
}

/** What the command line says of it; the key is read from the file that it names. */
export type ConnectionFlags = Profile;

/** Where `npm start` has the services. */
const LOCAL = {
  ingestionUrl: 'http://127.0.0.1:8080',
  managementUrl: 'http://127.0.0.1:8081',
  dispatcherUrl: 'http://127.0.0.1:8082',
  retrySchedulerUrl: 'http://127.0.0.1:8083',
};

/** Flags go before variables, variables before the profile, and that before where `npm start` has everything. */
export function connectionOf(flags: ConnectionFlags, config: ConnectionConfig, profile: Profile = {}): Connection {
  const variables: Profile = {
    url: config.POSTRIDER_URL,
    ingestionUrl: config.POSTRIDER_INGESTION_URL,
    managementUrl: config.POSTRIDER_MANAGEMENT_URL,
    dispatcherUrl: config.POSTRIDER_DISPATCHER_URL,
    retrySchedulerUrl: config.POSTRIDER_RETRY_SCHEDULER_URL,
    key: config.POSTRIDER_API_KEY ?? config.POSTRIDER_ADMIN_KEY,
    tenant: config.POSTRIDER_TENANT,
  };
  const api = (name: 'ingestionUrl' | 'managementUrl'): string =>
    [flags, variables, profile].map((level) => level[name] ?? level.url).find((url) => url !== undefined) ??
    LOCAL[name];
  // Nobody's Postrider elsewhere has its other services on this machine.
  const isLocal = api('ingestionUrl') === LOCAL.ingestionUrl && api('managementUrl') === LOCAL.managementUrl;
  const service = (name: 'dispatcherUrl' | 'retrySchedulerUrl'): string | undefined =>
    flags[name] ?? variables[name] ?? profile[name] ?? (isLocal ? LOCAL[name] : undefined);
  // A profile's key is for the profile's addresses: sent elsewhere, somebody else would have it.
  const isElsewhere = [flags, variables].some(
    ({ url, ingestionUrl, managementUrl }) => url ?? ingestionUrl ?? managementUrl,
  );
  return {
    ingestionUrl: api('ingestionUrl'),
    managementUrl: api('managementUrl'),
    dispatcherUrl: service('dispatcherUrl'),
    retrySchedulerUrl: service('retrySchedulerUrl'),
    key: flags.key ?? variables.key ?? (isElsewhere ? undefined : profile.key),
    tenant: flags.tenant ?? variables.tenant ?? profile.tenant,
  };
}
