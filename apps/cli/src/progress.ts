import { Presets, SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.js';

/** How far something is. */
export interface Progress {
  /** Redraws; more than there is to do isn't shown. */
  at(done: number, total: number): void;
  end(): void;
}

const NONE: Progress = { at: () => undefined, end: () => undefined };

/** A bar on stderr while somebody looks; nothing where that is no terminal, or programs read the answers. */
export function progressOf({ screen }: Terminal, what: string, quiet: boolean): Progress {
  if (!screen || quiet) return NONE;
  const format = `${what} {bar} {value} of {total}, {percentage} %, {eta_formatted} left`;
  const bar = new SingleBar(
    { stream: screen, format, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  let isDrawn = false;
  return {
    at(done, total) {
      if (!isDrawn) bar.start(total, done);
      isDrawn = true;
      bar.setTotal(total);
      bar.update(Math.min(done, total));
    },
    end() {
      if (isDrawn) bar.stop();
    },
  };
}
