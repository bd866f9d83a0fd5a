import type { Clock } from '@postrider/time';
import type { Terminal } from './terminal.js';

/** Variables by name, as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a run has beside its arguments. */
export interface Surroundings {
  readonly environment: Environment;
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Ends what would go on for ever, and what takes long after what is under way. */
  readonly signal: AbortSignal;
  /** What comes in by stdin; undefined where that is a terminal, and nothing comes by itself. */
  readonly input: AsyncIterable<Uint8Array> | undefined;
}
