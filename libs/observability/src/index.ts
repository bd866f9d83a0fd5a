export { createLog, type Log } from './log.js';
export { LOG_LEVELS, logEvents, type LogEvent, type LogEventAt, type LogLevel } from './log-events.js';
export { LATENCY_SECONDS, Metrics } from './metrics.js';
