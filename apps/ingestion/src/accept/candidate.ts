import type { Fault, ProblemCode } from '@postrider/schemas';
import type { EventTrace } from './event-trace.js';

/** An event that somebody wants to publish, by whatever way it came. */
export interface Candidate {
  readonly tenant: string;
  readonly type: string;
  /** The exact bytes, known to be JSON. */
  readonly data: Buffer;
  /** The id that the publisher chose, or that follows from what it sent; made here when absent. */
  readonly id?: string | undefined;
  readonly timestamp?: string | undefined;
  readonly orderingKey?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly version?: number | undefined;
  readonly deliverAt?: string | undefined;
  readonly cloudEvent?: { readonly source: string; readonly id: string } | undefined;
  /** What a CloudEvent says itself of where it comes from, as it says it. */
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
  /** Absent where nobody traces. */
  readonly trace?: EventTrace | undefined;
}

/** Why something isn't accepted. It's about the candidate: trying the same again changes nothing, at least not before the time that's given. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: ProblemCode;
  /** The code's own sentence when left out. */
  readonly detail?: string | undefined;
  readonly faults?: readonly Fault[] | undefined;
  /** When it would fare better. */
  readonly retryAfterSeconds?: number | undefined;
}

/** What became of a candidate. */
export type Acceptance =
  | {
      readonly kind: 'accepted';
      readonly id: string;
      readonly type: string;
      readonly timestamp: string;
      readonly duplicate: boolean;
    }
  | Refusal;
