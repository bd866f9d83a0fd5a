import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace as spans,
  type Attributes,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import { parseTraceParent, TraceState } from '@opentelemetry/core';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import type { TraceContext } from '@postrider/schemas';

/** A step of a trace that is about to begin. */
export interface Step {
  readonly name: string;
  readonly kind: keyof typeof SpanKind;
  readonly attributes?: Attributes;
  /** What it has to do with beside the step that it goes on from. */
  readonly links?: readonly TraceContext[];
}

/** Why a step failed: a word of a bounded set, as `error.type` wants it. */
export interface StepFailure {
  readonly type: string;
}

/** Where something stands in its trace: at a span that is recorded, or, where it isn't sampled, at what is only passed on. */
export class Trace {
  /** What leads from a metric to this step; undefined where it isn't recorded. */
  readonly exemplar: Readonly<Record<string, string>> | undefined;

  constructor(
    private readonly tracer: Tracer,
    private readonly span: Span,
    /** Where whoever comes next goes on from. */
    readonly context: TraceContext,
  ) {
    const { traceId, spanId } = span.spanContext();
    this.exemplar = span.isRecording() ? { trace_id: traceId, span_id: spanId } : undefined;
  }

  /** Begins a step of this one. Where nothing is recorded, there is only what is passed on. */
  begin(step: Step): Trace {
    return this.span.isRecording() ? startTrace(this.tracer, spans.setSpan(ROOT_CONTEXT, this.span), step) : this;
  }

  /** The same, for what isn't recorded: nobody is to take a span that isn't there for the parent of theirs. */
  passingOn(given: TraceContext): Trace {
    return new Trace(this.tracer, this.span, given);
  }

  /** What turns out about it only on its way. */
  note(attributes: Attributes): void {
    this.span.setAttributes(attributes);
  }

  end(failure?: StepFailure): void {
    if (failure) this.span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute(ATTR_ERROR_TYPE, failure.type);
    this.span.end();
  }

  /** The same, when work settles, and as it does; `failureOf` tells when it came to nothing without rejecting. */
  async until<T>(work: Promise<T>, failureOf?: (result: T) => StepFailure | undefined): Promise<T> {
    try {
      const result = await work;
      this.end(failureOf?.(result));
      return result;
    } catch (error) {
      this.end({ type: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
  }
}

/** Begins a step in a trace, or in a new one where there is no span in `parent`. */
export function startTrace(tracer: Tracer, parent: Context, { name, kind, attributes, links }: Step): Trace {
  const options = { kind: SpanKind[kind], attributes, ...(links && { links: links.flatMap(linkTo) }) };
  const span = tracer.startSpan(name, options, parent);
  return new Trace(tracer, span, contextOf(span.spanContext()));
}

/** What OpenTelemetry goes on from; undefined for what can't be read. */
export function remoteParent({ traceparent, tracestate }: TraceContext): SpanContext | undefined {
  const parsed = parseTraceParent(traceparent);
  if (!parsed) return undefined;
  return { ...parsed, isRemote: true, ...(tracestate !== undefined && { traceState: new TraceState(tracestate) }) };
}

function linkTo(context: TraceContext): Link[] {
  const parent = remoteParent(context);
  return parent ? [{ context: parent }] : [];
}

function contextOf({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const state = traceState?.serialize() ?? '';
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    ...(state !== '' && { tracestate: state }),
  };
}
