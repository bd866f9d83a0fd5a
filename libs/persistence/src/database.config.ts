import { secretSetting, setting, wholeNumber, type ConfigOf } from '@postrider/config';
import { z } from 'zod';

/** How to reach Postgres. The URL holds a password, so it's never shown. */
export const databaseSettings = {
  DATABASE_URL: secretSetting(
    z.url({ protocol: /^postgres(ql)?$/, error: 'is a URL such as postgres://user:password@host:5432/postrider' }),
    'Postgres >= 15',
  ),
  DATABASE_POOL: setting(wholeNumber(1, 200).default(8), 'connections to Postgres that a process keeps at most'),
};

export type DatabaseConfig = ConfigOf<typeof databaseSettings>;
