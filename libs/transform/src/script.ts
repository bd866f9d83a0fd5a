import type { Transform, TransformFailure } from '@postrider/schemas';

/** What one run, or check, of a script may use. */
export interface ScriptLimits {
  readonly timeMs: number;
  readonly memoryBytes: number;
  /** The body that it makes, as UTF-8. */
  readonly outputBytes: number;
}

/** One run of a transformation. */
export interface ScriptRun {
  readonly tenant: string;
  readonly transform: Transform;
  /** All about the event but its data: what a script reads as `event`, beside `event.data`. */
  readonly event: ScriptEvent;
  /** The event's data, as JSON: every number of it can be passed on exactly. */
  readonly data: string;
  /** What a script's clock says; it stands still. */
  readonly nowMs: number;
}

export interface ScriptEvent {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly orderingKey?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly version?: number | undefined;
}

/** What is wrong with a script, and where as far as it's known: a line of its code, from 1. */
export interface ScriptFault {
  readonly message: string;
  readonly line?: number;
}

/** What came of a run. What a request keeps as it was is absent. */
export type TransformResult =
  | {
      readonly kind: 'transformed';
      /** JSON. */
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** Behind the path of the endpoint's URL. */
      readonly path?: string;
      readonly durationMs: number;
    }
  | { readonly kind: 'dropped'; readonly durationMs: number }
  | ({
      readonly kind: 'failed';
      readonly reason: Exclude<TransformFailure, 'suspended'>;
      readonly durationMs: number;
    } & ScriptFault);
