export { contextOfHeaders, readTraceContext } from './read-trace-context.js';
export { processBatchStep, processStep, sendStep } from './messaging-steps.js';
export { Trace, type Step, type StepFailure } from './trace.js';
export { Tracing } from './tracing.js';
export { tracingSettings, type TracingConfig } from './tracing.config.js';
