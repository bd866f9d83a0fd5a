import { deliveryId, mintId, type AttemptMade } from '@postrider/schemas';
import type { DeliveryIdentity, DeliveryState, Due, LoggedEvent, PlannedRetry } from '../log/log-store.js';

/** When what these tests log was accepted: there is a partition for it, since it's the day that they run on. */
export const ACCEPTED_MS = Date.now() - 60_000;

/** A moment so many seconds after {@link ACCEPTED_MS}, as records have it. */
export const at = (seconds: number): string => new Date(ACCEPTED_MS + seconds * 1000).toISOString();

/** A moment on the clock that due times go by: as far from now as `afterMs` says. */
export const due = (afterMs: number): Due => ({ from: new Date().toISOString(), afterMs });

export function loggedEvent(id: string, given: Partial<LoggedEvent> = {}): LoggedEvent {
  const acceptedAt = given.acceptedAt ?? at(0);
  return {
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
    data: Buffer.from('{"amount":1.0}'),
    ...given,
  };
}

/** The delivery of an event to an endpoint. */
export function deliveryOf(event: LoggedEvent, endpoint = 'ep_1'): DeliveryIdentity {
  return {
    id: deliveryId(event.id, event.acceptedAt, endpoint),
    acceptedAt: event.acceptedAt,
    tenant: event.tenant,
    event: event.id,
    eventType: event.type,
    endpoint,
    subscription: null,
    orderingKey: event.orderingKey,
    labels: event.labels,
    transformed: false,
  };
}

export function stateOf(status: DeliveryState['status'], given: Partial<DeliveryState> = {}): DeliveryState {
  return {
    status,
    reason: null,
    run: 0,
    attempts: 0,
    lastAttemptAt: null,
    lastFailure: null,
    lastStatusCode: null,
    next: null,
    ...given,
  };
}

export function attemptOf(delivery: DeliveryIdentity, given: Partial<AttemptMade> = {}): AttemptMade {
  const { id, tenant, event, eventType, acceptedAt, endpoint } = delivery;
  return {
    kind: 'attempted',
    id: mintId('att', ACCEPTED_MS),
    delivery: { id, tenant, event, eventType, acceptedAt, endpoint },
    turn: { trigger: 'first', run: 0, step: 0, number: 1 },
    startedAt: at(1),
    endedAt: at(2),
    durationMs: 1000,
    outcome: 'delivered',
    next: { kind: 'delivered' },
    ...given,
  };
}

export function retryOf(delivery: DeliveryIdentity, given: Partial<PlannedRetry> = {}): PlannedRetry {
  return {
    delivery,
    trigger: 'retry',
    run: 0,
    step: 1,
    number: 2,
    origin: null,
    since: null,
    resumeAt: null,
    order: null,
    headSince: null,
    due: due(0),
    ...given,
  };
}
