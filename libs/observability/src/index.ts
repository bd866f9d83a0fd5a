export { createLog, type Log } from './log.js';
export { LOG_LEVELS, logEvents, type LogEvent, type LogEventAt, type LogLevel } from './log-events.js';
export { metricLabels, type LabelMeaning, type MetricLabel } from './metric-labels.js';
export { LATENCY_SECONDS, Metrics, type Exemplar, type MetricsText, type TracedHistogram } from './metrics.js';
