import type { EndedBy } from '../exchange/exchange.js';
import type { AcceptedEvent, DeliveryRef, DeliveryTurn, RequestChange } from '@postrider/schemas';
import type { DeliveryTrace } from './delivery-trace.js';

/** One delivery whose turn it is, on its way through this process. */
export interface DeliveryJob {
  readonly ref: DeliveryRef;
  readonly turn: DeliveryTurn;
  readonly event: AcceptedEvent;
  /** What a transformation changed of its request. */
  readonly change?: RequestChange | undefined;
  /** Only of what is sampled. */
  readonly trace?: DeliveryTrace | undefined;
  /** Only of what goes in order, and has its turn. */
  readonly lane?: TurnInLane;
}

/** What it keeps in memory. */
export const bytesOf = ({ event, change }: DeliveryJob): number => event.data.length + (change?.body?.length ?? 0);

/** What a delivery's lane has to hear of its turn. */
export interface TurnInLane {
  /** Ends its attempt when somebody else may start the next one of the lane. */
  readonly endedBy: EndedBy;
  /** It will come again. Its report must not be sent before the promise resolves: a next owner wouldn't know that the lane is blocked. */
  comesBack(): Promise<void> | undefined;
  /** Its attempt was cut off. */
  cutOff(): void;
}
