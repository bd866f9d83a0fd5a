import { reasonOf } from '@postrider/time';
import { isAway } from '../is-away.js';
import { pause } from '../pause.js';
import type { Surroundings } from '../surroundings.js';

/**
 * Looks again and again until it's stopped. Once it has worked, what is away for a while doesn't end it: what it missed is there when it looks
 * again.
 */
export async function keepLooking(
  { clock, signal, terminal }: Pick<Surroundings, 'clock' | 'signal' | 'terminal'>,
  everyMs: number,
  look: () => Promise<void>,
): Promise<void> {
  let state: 'new' | 'well' | 'away' = 'new';
  do {
    try {
      await look();
      if (state === 'away') terminal.note('It answers again.');
      state = 'well';
    } catch (error) {
      if (signal.aborted) return;
      if (state === 'new' || !isAway(error)) throw error;
      if (state === 'well') terminal.note(`No answer (${reasonOf(error)}): asking again until there is one.`);
      state = 'away';
    }
  } while (await pause({ clock, signal }, everyMs));
}
