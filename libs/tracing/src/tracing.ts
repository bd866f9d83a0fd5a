import { randomUUID } from 'node:crypto';
import { diag, DiagLogLevel, ROOT_CONTEXT, trace as spans, TraceFlags, type Tracer } from '@opentelemetry/api';
import { setGlobalErrorHandler } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import type { TraceContext } from '@postrider/schemas';
import { within, type Clock } from '@postrider/time';
import { samplerOf } from './samplers.js';
import { remoteParent, startTrace, type Step, type Trace } from './trace.js';
import type { TracingConfig } from './tracing.config.js';

/** Who hears of spans that didn't get to the collector. */
export interface TracingLog {
  warn(fields: object, event: 'traces.export-failed' | 'traces.dropped'): void;
}

/** A collector that is away mustn't hold up a stop. */
const LAST_EXPORT_MS = 1000;
/** What a span may be linked to; a batch can have thousands of records. */
const MAX_LINKS = 128;

/**
 * Where traces begin and are gone on with, in one process. While it's off, and for what nobody samples, nothing is made:
 * every way in answers undefined.
 */
export class Tracing {
  readonly #tracer: Tracer | undefined;

  /** Off, without anything to export by. */
  constructor(private readonly exporting?: { readonly provider: BasicTracerProvider; readonly clock: Clock }) {
    this.#tracer = exporting?.provider.getTracer('postrider');
  }

  /** As the configuration has it; exports from now on where it's on. */
  static of(service: string, config: TracingConfig, clock: Clock, log: TracingLog): Tracing {
    if (config.OTEL_TRACES_EXPORTER === 'none') return new Tracing();
    tellOfTrouble(log);
    return new Tracing({ provider: providerOf(service, config), clock });
  }

  /** Whether it's worth looking for a traceparent. */
  get on(): boolean {
    return this.#tracer !== undefined;
  }

  /**
   * Begins what somebody asked us for: in the trace that they gave, or else in a new one. Undefined where nothing is
   * recorded and nothing was given that could be passed on.
   */
  accept(given: TraceContext | undefined, step: Step): Trace | undefined {
    if (!this.#tracer) return undefined;
    const parent = given && remoteParent(given);
    const trace = startTrace(this.#tracer, parent ? spans.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT, step);
    if (trace.exemplar) return trace;
    return given && trace.passingOn(unsampled(given));
  }

  /** Goes on where another process, or this one, stood; undefined where that isn't sampled: it's passed on as it is. */
  follow(context: TraceContext | undefined, step: Step): Trace | undefined {
    if (!context || !this.#tracer) return undefined;
    const parent = remoteParent(context);
    if (!parent || (parent.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
    const trace = startTrace(this.#tracer, spans.setSpanContext(ROOT_CONTEXT, parent), step);
    return trace.exemplar && trace;
  }

  /** Begins work on many things at once, linked to each that is sampled; undefined where none is. */
  gather(contexts: readonly TraceContext[], step: Step): Trace | undefined {
    if (contexts.length === 0 || !this.#tracer) return undefined;
    const trace = startTrace(this.#tracer, ROOT_CONTEXT, { ...step, links: contexts.slice(0, MAX_LINKS) });
    return trace.exemplar && trace;
  }

  /** Called by Nest at the end of a stop: what is still here is exported, if the collector is there. */
  async onApplicationShutdown(): Promise<void> {
    if (!this.exporting) return;
    const { provider, clock } = this.exporting;
    // Its failure has been told.
    await within(clock, LAST_EXPORT_MS, 'the last export', provider.shutdown()).catch(() => undefined);
  }
}

/** As it was given, but for what we decided: nobody behind us is to record what we don't. */
const unsampled = (given: TraceContext): TraceContext =>
  ((remoteParent(given)?.traceFlags ?? 0) & TraceFlags.SAMPLED) === 0
    ? given
    : { ...given, traceparent: `${given.traceparent.slice(0, -2)}00` };

function providerOf(service: string, config: TracingConfig): BasicTracerProvider {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: whole } = config;
  const exporter = new OTLPTraceExporter({
    url: whole ?? `${collector.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...config.OTEL_EXPORTER_OTLP_HEADERS },
    timeoutMillis: config.OTEL_EXPORTER_OTLP_TIMEOUT,
  });
  return new BasicTracerProvider({
    resource: resourceFromAttributes({
      [ATTR_SERVICE_NAME]: `postrider-${service}`,
      'service.namespace': 'postrider',
      'service.instance.id': randomUUID(),
      ...config.OTEL_RESOURCE_ATTRIBUTES,
    }),
    sampler: samplerOf(config),
    spanLimits: { linkCountLimit: MAX_LINKS },
    spanProcessors: [
      new BatchSpanProcessor(exporter, {
        scheduledDelayMillis: config.OTEL_BSP_SCHEDULE_DELAY,
        maxQueueSize: config.OTEL_BSP_MAX_QUEUE_SIZE,
        maxExportBatchSize: Math.min(512, config.OTEL_BSP_MAX_QUEUE_SIZE),
        exportTimeoutMillis: config.OTEL_EXPORTER_OTLP_TIMEOUT,
      }),
    ],
  });
}

/** The SDK's own troubles come out beside it, not as answers. */
function tellOfTrouble(log: TracingLog): void {
  setGlobalErrorHandler((error) => log.warn({ error }, 'traces.export-failed'));
  const nothing = (): void => undefined;
  diag.setLogger(
    {
      error: nothing,
      warn: (detail) => log.warn({ detail }, 'traces.dropped'),
      info: nothing,
      debug: nothing,
      verbose: nothing,
    },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
