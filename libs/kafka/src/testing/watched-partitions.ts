import type { PartitionPosition, Watched } from '../stall-watch.js';

/** A consumer as its watch sees it: partitions that stand where they were put, and what the watch had to say. */
export class WatchedPartitions implements Watched {
  readonly stalls: string[] = [];
  readonly endings: string[] = [];
  readonly measurements: ReadonlyMap<string, number>[] = [];
  readonly #positions = new Map<string, PartitionPosition>();

  put(topic: string, partition: number, position: number, other: Partial<PartitionPosition> = {}): void {
    this.#positions.set(`${topic}:${partition}`, {
      topic,
      partition,
      position,
      done: position,
      paused: false,
      ...other,
    });
  }

  positions(): readonly PartitionPosition[] {
    return [...this.#positions.values()];
  }

  measured(lag: ReadonlyMap<string, number>): void {
    this.measurements.push(lag);
  }

  stalled(reason: string): void {
    this.stalls.push(reason);
  }

  gaveUp(reason: string): void {
    this.endings.push(reason);
  }
}
