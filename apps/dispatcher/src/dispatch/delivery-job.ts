import type { AcceptedEvent, DeliveryRef, DeliveryTurn } from '@postrider/schemas';

/** One delivery whose turn it is, on its way through this process. */
export interface DeliveryJob {
  readonly ref: DeliveryRef;
  readonly turn: DeliveryTurn;
  readonly event: AcceptedEvent;
}
