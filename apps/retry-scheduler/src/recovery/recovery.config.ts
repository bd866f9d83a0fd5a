import type { ConfigOf } from '@postrider/config';
import { kafkaSettings } from '@postrider/kafka';
import { databaseSettings } from '@postrider/persistence';
import { inboxSettings } from '@postrider/service';

/** What the services read of both, read in the same way. */
export const recoverySettings = { ...kafkaSettings, ...databaseSettings, ...inboxSettings };

export type RecoveryConfig = ConfigOf<typeof recoverySettings>;
