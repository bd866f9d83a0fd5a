import { z } from 'zod';

/** What every event of a load has as its data: whose turn it is, and the how manieth of that key, from 0. */
export const Mark = z.object({ key: z.string(), seq: z.int().min(0) });

export type Mark = z.infer<typeof Mark>;

/** A request at a receiver. Times are `performance.now()` of the process that publishes and receives. */
export interface Arrival {
  /** Its `webhook-id`. */
  readonly id: string;
  readonly atMs: number;
  /** Its `webhook-timestamp`, seconds: when the attempt began, by the sender's clock. */
  readonly beganSeconds: number;
  /** What it was answered; 0 when it got no status. */
  readonly status: number;
  /** Missing when the data is none of ours. */
  readonly mark: Mark | undefined;
  /** The address at which the receiver was called. */
  readonly calledAt: string;
  /** Whether its signature was right. */
  readonly verified: boolean;
}

/** An event that was acknowledged: what Postrider owes. */
export interface Owed {
  readonly id: string;
  /** When its request began. */
  readonly sentMs: number;
  /** When it was acknowledged. */
  readonly atMs: number;
}

/** Whether a receiver took the event. */
export const isTaken = ({ status }: Pick<Arrival, 'status'>): boolean => status >= 200 && status < 300;
