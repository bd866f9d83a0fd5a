import type { StackOptions } from '@postrider/stack';
import { Postrider } from './postrider.js';

/** How a benchmark is run. */
export interface BenchOptions {
  /** Short: to see that it works, and roughly where it stands. */
  readonly quick: boolean;
  /** Deliveries that `flat` records before it measures again. */
  readonly records: number;
  readonly progress: (text: string) => void;
}

/** What one scenario works with; what it started is stopped when it's over. */
export class Workbench {
  readonly #cleanups: (() => Promise<void> | void)[] = [];

  constructor(readonly options: BenchOptions) {}

  /** One size for a measurement, and another for a quick look. */
  size(full: number, quick: number): number {
    return this.options.quick ? quick : full;
  }

  /** A Postrider of this scenario's own: what others left behind must not count. */
  async start(options: Pick<StackOptions, 'serviceEnv'> = {}): Promise<Postrider> {
    const postrider = await Postrider.start({ ...options, progress: this.options.progress });
    this.onEnd(() => postrider.stop());
    return postrider;
  }

  /** Has something undone at the end; the last first. */
  onEnd(cleanup: () => Promise<void> | void): void {
    this.#cleanups.push(cleanup);
  }

  async end(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup();
  }
}
