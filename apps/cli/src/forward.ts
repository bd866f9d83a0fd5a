import { deliveryBody } from '@postrider/schemas';
import type { ManagementParts } from '@postrider/sdk';
import { webhookHeaders, type Signer } from '@postrider/signing';
import { reasonOf, type Clock } from '@postrider/time';

/** An event, and where to send it. */
export interface Forwarding {
  readonly event: Omit<ManagementParts['schemas']['EventWithDeliveries'], 'deliveries'>;
  /** Its data, byte for byte. */
  readonly data: string;
  readonly url: string;
  readonly signer: Signer;
  readonly clock: Clock;
}

/** What came of it: an answer, or why there is none. */
export interface Forwarded {
  readonly event: string;
  readonly eventType: string;
  readonly status?: number;
  readonly error?: string;
  readonly durationMs: number;
  /** The beginning of what was answered. */
  readonly body?: string;
}

/** What an endpoint has by default. */
const TIMEOUT_MS = 15_000;
const SHOWN_LENGTH = 500;

/** Posts an event as a delivery of it would be: the same body, the same headers, the time of this attempt. */
export async function forward({ event, data, url, signer, clock }: Forwarding): Promise<Forwarded> {
  const meta = { ...event, idChosen: false };
  const { contentType, pieces } = deliveryBody({ meta, data: Buffer.from(data) }, {}, '');
  const body = Buffer.concat(pieces);
  const timestampSeconds = Math.floor(clock.now() / 1000);
  const startedMs = clock.monotonic();
  const about = { event: event.id, eventType: event.type };
  const durationMs = (): number => Math.round(clock.monotonic() - startedMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': contentType,
        'user-agent': 'Postrider/1',
        ...webhookHeaders(signer, { id: event.id, timestampSeconds, body }),
      },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    return { ...about, status: response.status, durationMs: durationMs(), body: text.slice(0, SHOWN_LENGTH) };
  } catch (error) {
    return { ...about, error: reasonOf(error), durationMs: durationMs() };
  }
}
