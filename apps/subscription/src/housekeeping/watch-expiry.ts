import type { Metrics } from '@postrider/observability';
import { expiringCredentials, type Sql } from '@postrider/persistence';
import type { Clock } from '@postrider/time';

/** Time enough for a tenant to be asked for a new one. */
const NOTICE_DAYS = 14;
/** It reads every endpoint: seldom is often enough for what is told two weeks ahead. */
const LOOK_MS = 600_000;
const UNKNOWN = { apiKeys: Number.NaN, clientCertificates: Number.NaN };

/** Shows how many credentials in use run out before long; not a number while the database is away. */
export function watchExpiry(sql: Sql, clock: Clock, metrics: Metrics): void {
  let looked = UNKNOWN;
  let nextMs = -Infinity;
  metrics.gauge(
    {
      name: 'credentials_expiring',
      help: 'Credentials in use that run out within 14 days: API keys made to last, and client certificates of enabled endpoints.',
      labels: ['kind'],
    },
    async (gauge) => {
      const nowMs = clock.monotonic();
      if (nowMs >= nextMs) {
        looked = await expiringCredentials(sql, NOTICE_DAYS).catch(() => UNKNOWN);
        if (looked !== UNKNOWN) nextMs = nowMs + LOOK_MS;
      }
      gauge.set({ kind: 'api_key' }, looked.apiKeys);
      gauge.set({ kind: 'client_certificate' }, looked.clientCertificates);
    },
  );
}
