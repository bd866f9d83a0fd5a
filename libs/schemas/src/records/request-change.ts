import { z } from 'zod';
import { TransformFailure } from '../api/transforms.js';

/** What a transformation made of a delivery, but for the body, which travels apart, byte for byte. */
export const DeliveryChange = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('transformed'),
    /** The body is another than the event's envelope. */
    hasBody: z.boolean(),
    headers: z.record(z.string(), z.string()).optional(),
    /** Behind the path of the endpoint's URL. */
    path: z.string().optional(),
  }),
  z.object({ kind: z.literal('dropped') }),
  z.object({ kind: z.literal('failed'), reason: TransformFailure, message: z.string() }),
]);

export type DeliveryChange = z.infer<typeof DeliveryChange>;

/** What of a delivery's request is other than the event alone would have it; what is absent isn't. */
export interface RequestChange {
  readonly body?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

/** What is to be sent of a delivery that was transformed; undefined for all others. */
export function requestChangeOf(
  change: DeliveryChange | undefined,
  body: Buffer | undefined,
): RequestChange | undefined {
  if (change?.kind !== 'transformed') return undefined;
  const { headers, path } = change;
  return { ...(body && { body }), ...(headers && { headers }), ...(path !== undefined && { path }) };
}
