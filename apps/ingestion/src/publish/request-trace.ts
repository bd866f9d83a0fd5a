import { ProblemError } from '@postrider/service';
import type { TraceContext } from '@postrider/schemas';
import { readTraceContext, type Trace, type Tracing } from '@postrider/tracing';
import { Unavailable } from '@postrider/time';
import { headersOf, type PublishRequest } from './publish-request.js';

/* Names and attributes by OpenTelemetry's semantic conventions for HTTP. */

/** Has a request answered in a span of its own, in its caller's trace or a new one, where that's sampled. */
export function answerTraced<T>(
  tracing: Tracing,
  { route, tenant, request }: { readonly route: string; readonly tenant: string; readonly request: PublishRequest },
  answer: (trace: Trace | undefined) => Promise<T>,
): Promise<T> {
  if (!tracing.on) return answer(undefined);
  const trace = tracing.accept(givenWith(request), {
    name: `POST ${route}`,
    kind: 'SERVER',
    attributes: {
      'http.request.method': 'POST',
      'http.route': route,
      'http.request.body.size': request.body.length,
      'postrider.tenant': tenant,
    },
  });
  return trace ? answerIn(trace, answer) : answer(undefined);
}

async function answerIn<T>(trace: Trace, answer: (trace: Trace) => Promise<T>): Promise<T> {
  try {
    const answered = await answer(trace);
    trace.note({ 'http.response.status_code': 202 });
    trace.end();
    return answered;
  } catch (error) {
    const status = statusOf(error);
    trace.note({ 'http.response.status_code': status });
    // What was refused for its caller's fault is no failure of ours.
    trace.end(status < 500 ? undefined : { type: String(status) });
    throw error;
  }
}

function statusOf(error: unknown): number {
  if (error instanceof ProblemError) return error.status;
  return error instanceof Unavailable ? 503 : 500;
}

/** What the headers say; a traceparent that comes twice says nothing. */
function givenWith(request: PublishRequest): TraceContext | undefined {
  let traceparent: string | undefined;
  const states: string[] = [];
  for (const [name, value] of headersOf(request)) {
    if (name === 'tracestate') states.push(value);
    if (name !== 'traceparent') continue;
    if (traceparent !== undefined) return undefined;
    traceparent = value;
  }
  return readTraceContext(traceparent, states.length === 0 ? undefined : states.join(','));
}
