import { join } from 'node:path';
import { PidLock, StackError, type ServiceName } from '@postrider/stack';
import { z } from 'zod';

const running = z.object({
  since: z.string(),
  /** There once every service is ready. */
  addresses: z
    .object({ ingestion: z.string(), subscription: z.string(), dispatcher: z.string(), 'retry-scheduler': z.string() })
    .optional(),
  adminKey: z.string().optional(),
  /** Kafka's, as KAFKA_BROKERS: for tools that run beside it. */
  brokers: z.string().optional(),
});

/** What a running Postrider says about itself, to its owner alone. */
export type Running = z.infer<typeof running>;

export type Addresses = Readonly<Record<ServiceName, string>>;

const fileIn = (state: string): string => join(state, 'running.json');

/** Claims a state folder for this process; rejects with a {@link StackError} while another one runs on it. */
export function claimRun(state: string): PidLock {
  const taking = PidLock.take(fileIn(state), { since: new Date().toISOString() } satisfies Running);
  if (taking.taken) return taking.lock;
  const { pid, details } = taking.holder;
  const { since, addresses } = running.parse(details);
  throw new StackError(
    'runs-already',
    `Postrider runs already from ${state} (process ${pid}, since ${since}): ${
      addresses ? `use it at ${addresses.ingestion}, or` : 'wait until it is ready, or'
    } stop it there with Ctrl-C.`,
  );
}

/** The Postrider that runs on a state folder now, if one does. */
export function findRun(state: string): Running | undefined {
  const holder = PidLock.holder(fileIn(state));
  return holder === undefined ? undefined : running.parse(holder.details);
}
