import { parseTraceParent, TraceState } from '@opentelemetry/core';
import type { TraceContext } from '@postrider/schemas';

/** Of the flags, those that have a meaning: sampled, and that the trace's id is random. The rest isn't ours to pass on. */
const KNOWN_FLAGS = 0b11;

/** A member of tracestate is 513 characters at most, and there are 32 of them. */
const MAX_STATE = 17_000;

/**
 * What somebody gave, as it's kept: undefined where it's no traceparent. A tracestate that can't be read, or that is
 * longer than all have to pass on, is left out (W3C Trace Context, sections 3.2 and 3.3).
 */
export function readTraceContext(
  traceparent: string | undefined,
  tracestate: string | undefined,
): TraceContext | undefined {
  const parsed = traceparent === undefined ? null : parseTraceParent(traceparent.trim());
  if (!parsed) return undefined;
  const { traceId, spanId, traceFlags } = parsed;
  const flags = (traceFlags & KNOWN_FLAGS).toString(16).padStart(2, '0');
  const context = { traceparent: `00-${traceId}-${spanId}-${flags}` };
  const state = tracestate === undefined || tracestate.length > MAX_STATE ? '' : new TraceState(tracestate).serialize();
  return state === '' || state.length > 512 ? context : { ...context, tracestate: state };
}

/** What the headers of a Kafka record say; a record of ours has them only where a span produced it. */
export function contextOfHeaders(headers: Readonly<Record<string, Buffer | undefined>>): TraceContext | undefined {
  const { traceparent, tracestate } = headers;
  return traceparent && readTraceContext(traceparent.toString('latin1'), tracestate?.toString('latin1'));
}
