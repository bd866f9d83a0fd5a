import { reasonOf, type Exit } from '@postrider/stack';
import { backOffMs, type Clock } from '@postrider/time';

/** Something that runs, may die, and can be started again. */
export interface Part {
  readonly name: string;
  /** Settles when it isn't running: when it ends, or at once. */
  exited(): Promise<Exit>;
  /** Resolves when it runs and is ready; rejects when it ended before that. */
  start(): Promise<void>;
}

export interface Supervision {
  readonly clock: Clock;
  /** Told what a person should know, one line at a time. */
  readonly say: (line: string) => void;
  /** Ends the supervision: a part that ends after it was meant to. */
  readonly signal: AbortSignal;
  readonly random?: () => number;
}

/** Quick enough that a crash is a hiccup; slow enough that a part that can't start doesn't eat the machine. */
const BACK_OFF = { baseMs: 500, capMs: 30_000 };
/** After running this long, a part that dies is a new story: its back-off starts over. */
const STEADY_MS = 60_000;

/** Starts a part again whenever it dies, with capped back-off, until the signal aborts. Never rejects. */
export async function supervise(part: Part, { clock, say, signal, random }: Supervision): Promise<void> {
  let failures = 0;
  for (;;) {
    const sinceMs = clock.monotonic();
    const exit = await part.exited();
    if (signal.aborted) return;
    failures = clock.monotonic() - sinceMs >= STEADY_MS ? 1 : failures + 1;
    const waitMs = backOffMs(BACK_OFF, failures, random);
    say(
      `${part.name} ended (${exit.signal ?? `exit ${exit.code}`}); starting it again in ${(waitMs / 1000).toFixed(1)} s`,
    );
    await clock.wait(waitMs);
    if (signal.aborted) return;
    try {
      await part.start();
      say(`${part.name} is ready again`);
    } catch (error) {
      // It ended again: the next turn says so, and waits longer.
      if (!signal.aborted) say(reasonOf(error));
    }
  }
}
