export { createLog, LOG_LEVELS, type Log, type LogLevel } from './log.js';
export { metricLabels, type LabelMeaning, type MetricLabel } from './metric-labels.js';
export { LATENCY_SECONDS, Metrics, type Exemplar, type MetricsText, type TracedHistogram } from './metrics.js';
