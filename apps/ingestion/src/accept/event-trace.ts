import { topics, type TraceContext } from '@postrider/schemas';
import { readTraceContext, sendStep, type Trace, type Tracing } from '@postrider/tracing';
import type { Candidate } from './candidate.js';

/**
 * The trace that an event will be in: its own, where it says of one (CloudEvents' extension Distributed Tracing), or
 * else that of the request or record which brought it.
 */
export class EventTrace {
  private constructor(
    private readonly tracing: Tracing,
    private readonly bringer: Trace | undefined,
    private readonly own: TraceContext | undefined,
  ) {}

  /** The same candidate, in its trace; itself where there is none. */
  static put(tracing: Tracing, candidate: Candidate, bringer: Trace | undefined): Candidate {
    const own = tracing.on ? readTraceContext(candidate.traceparent, candidate.tracestate) : undefined;
    return own || bringer ? { ...candidate, trace: new EventTrace(tracing, bringer, own) } : candidate;
  }

  /** Begins to put the event on Kafka: what follows of it goes on from there. */
  sending(facts: { readonly tenant: string; readonly id: string; readonly type: string }): Trace | undefined {
    const { tenant, id, type } = facts;
    const step = sendStep(topics.events.name, {
      'postrider.tenant': tenant,
      'postrider.event.id': id,
      'postrider.event.type': type,
    });
    if (!this.own) return this.bringer?.begin(step);
    return this.tracing.accept(this.own, this.bringer ? { ...step, links: [this.bringer.context] } : step);
  }
}
