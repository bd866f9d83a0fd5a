export { createLog, LOG_LEVELS, type Log, type LogLevel } from './log.js';
export { LATENCY_SECONDS, Metrics } from './metrics.js';
