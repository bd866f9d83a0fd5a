import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * A connection without requests re-arms a 1 ms timer for ever, 2 % of a core each. Nothing is waiting then, so there
 * is nothing to check (as in kafkajs's own PR 1532).
 */
export function quietIdleConnections(): void {
  const RequestQueue = require('kafkajs/src/network/requestQueue/index.js') as {
    prototype: { pending: unknown[]; scheduleCheckPendingRequests: () => void };
  };
  const schedule = RequestQueue.prototype.scheduleCheckPendingRequests;
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: { pending: unknown[] }) {
    if (this.pending.length > 0) schedule.call(this);
  };
}
