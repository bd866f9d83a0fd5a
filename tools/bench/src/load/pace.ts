import { setTimeout as wait } from 'node:timers/promises';

/** When the next event is published: once another was acknowledged, or when its time has come. */
export type Pace =
  { readonly kind: 'closed'; readonly publishers: number } | { readonly kind: 'open'; readonly perSecond: number };

/** Requests that may be open at a time in an open loop: beyond it the publisher, too, has to wait. */
const MAX_OPEN = 2000;

/** Calls `send` for 0 to `count - 1` and resolves when all have settled; `send` must not reject. */
export async function atPace(pace: Pace, count: number, send: (number: number) => Promise<void>): Promise<void> {
  if (pace.kind === 'closed') await closedLoop(pace.publishers, count, send);
  else await openLoop(pace.perSecond, count, send);
}

async function closedLoop(publishers: number, count: number, send: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const publisher = async (): Promise<void> => {
    while (next < count) await send(next++);
  };
  await Promise.all(Array.from({ length: publishers }, publisher));
}

async function openLoop(perSecond: number, count: number, send: (number: number) => Promise<void>): Promise<void> {
  const open = new Set<Promise<void>>();
  const startMs = performance.now();
  for (let number = 0; number < count; number++) {
    const earlyMs = startMs + (number * 1000) / perSecond - performance.now();
    if (earlyMs > 0) await wait(earlyMs);
    if (open.size >= MAX_OPEN) await Promise.race(open);
    const sending: Promise<void> = send(number).finally(() => open.delete(sending));
    open.add(sending);
  }
  await Promise.all(open);
}
