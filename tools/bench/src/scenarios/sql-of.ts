import { createLog, Metrics } from '@postrider/observability';
import { Sql } from '@postrider/persistence';
import type { Postrider } from '../postrider.js';

const STATEMENT_TIMEOUT_MS = 60_000;

/** A connection to the database of a Postrider, for what its API is too slow for; whoever asks closes it. */
export const sqlOf = ({ stack }: Postrider): Sql =>
  new Sql(
    { url: stack.postgres.connectionString, connections: 1, statementTimeoutMs: STATEMENT_TIMEOUT_MS },
    createLog('bench', 'silent'),
    new Metrics('bench'),
  );
