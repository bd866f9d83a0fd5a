import { z } from 'zod';

/** Which trace something belongs to, and which step of it went before: W3C Trace Context, as its two headers have it. */
export const TraceContext = z.object({
  traceparent: z.string().regex(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/, 'is no traceparent'),
  tracestate: z
    .string()
    .max(512)
    .regex(/^[\x20-\x7e]+$/, 'is no tracestate')
    .optional(),
});

export type TraceContext = z.infer<typeof TraceContext>;

/** The id of the whole trace, by which logs and traces are brought together; undefined for what is in none. */
export const traceIdOf = (trace: TraceContext | undefined): string | undefined => trace?.traceparent.slice(3, 35);
