import type { LoggedEvent } from '@postrider/persistence';
import {
  deliveryId,
  mintId,
  type AttemptMade,
  type AttemptReport,
  type DeliveryTurn,
  type EndpointFlow,
} from '@postrider/schemas';
import { identityOf } from '../log/delivery-life.js';
import type { LogContent } from '../log/log-entry.js';

const ACCEPTED_MS = Date.now() - 60_000;

/** So many seconds after all events here were accepted: a minute ago, so there is a partition for them. */
export const at = (seconds: number): string => new Date(ACCEPTED_MS + seconds * 1000).toISOString();

export const ENDPOINT = mintId('ep', 1);

/** An event as it comes to the log. */
export const loggedEvent = (id: string, { acceptedAt = at(0), data = '{"amount":1.0}' } = {}): LoggedEvent => ({
  tenant: 'acme',
  id,
  acceptedAt,
  type: 'order.created',
  version: null,
  timestamp: acceptedAt,
  orderingKey: null,
  idChosen: false,
  ceSource: null,
  ceId: null,
  data: Buffer.from(data),
});

/** An event with a delivery to each endpoint, as the fan-out decided. */
export function eventFor(id: string, ...endpoints: string[]): LogContent {
  return {
    kind: 'event',
    event: loggedEvent(id),
    deliveries: endpoints.map((endpoint) => identityOf(refOf(id, endpoint))),
    changes: [],
  };
}

export const refOf = (event: string, endpoint = ENDPOINT): AttemptReport['delivery'] => ({
  id: deliveryId(event, at(0), endpoint),
  tenant: 'acme',
  event,
  eventType: 'order.created',
  acceptedAt: at(0),
  endpoint,
});

interface Given {
  readonly id?: string;
  readonly endpoint?: string;
  readonly flow?: EndpointFlow;
  /** Where a first delivery came from; a redelivery came from the log. */
  readonly origin?: number;
  readonly turn?: Partial<DeliveryTurn>;
  readonly endedAt?: string;
}

/** The report of an attempt; its number says which of its delivery's. */
export function attempt(
  event: string,
  number: number,
  next: AttemptMade['next'],
  { id, endpoint, flow, origin, turn, endedAt = at(number) }: Given = {},
): AttemptMade {
  return {
    kind: 'attempted',
    // One attempt has one id, however often its report is read.
    id: id ?? `att_${event}_${number}`,
    delivery: { ...refOf(event, endpoint), ...(origin !== undefined && { origin: { partition: 0, offset: origin } }) },
    turn: { trigger: number === 1 ? 'first' : 'retry', run: 0, step: number - 1, number, ...turn },
    startedAt: endedAt,
    endedAt,
    durationMs: 1,
    outcome: next.kind === 'delivered' ? 'delivered' : 'failed',
    ...(next.kind !== 'delivered' && { reason: 'status' as const }),
    next,
    ...(flow && { flow }),
  };
}

export const retry = (step: number, delayMs = 0): AttemptMade['next'] => ({ kind: 'retry', delayMs, step });
export const delivered: AttemptMade['next'] = { kind: 'delivered' };
export const dead: AttemptMade['next'] = { kind: 'dead', reason: 'exhausted' };
