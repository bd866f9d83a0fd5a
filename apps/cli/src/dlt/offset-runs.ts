interface Run {
  readonly first: number;
  readonly last: number;
}

/** A set of offsets of one partition, kept as runs: as text `0-499,502`. Never changes. */
export class OffsetRuns {
  static readonly none = new OffsetRuns([]);

  private constructor(private readonly runs: readonly Run[]) {}

  static of(offsets: readonly number[]): OffsetRuns {
    return new OffsetRuns(merged(offsets.map((offset) => ({ first: offset, last: offset }))));
  }

  /** What {@link toString} wrote; undefined for any other text. */
  static parse(text: string): OffsetRuns | undefined {
    const runs: Run[] = [];
    for (const part of text.split(',')) {
      const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
      const [first, last] = [Number(from), Number(to)];
      if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || last < first) return undefined;
      runs.push({ first, last });
    }
    return new OffsetRuns(merged(runs));
  }

  union(other: OffsetRuns): OffsetRuns {
    return new OffsetRuns(merged([...this.runs, ...other.runs]));
  }

  has(offset: number): boolean {
    let [low, high] = [0, this.runs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.runs[middle]?.last ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    const run = this.runs[low];
    return run !== undefined && run.first <= offset;
  }

  toString(): string {
    return this.runs.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join();
  }
}

function merged(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (const run of [...runs].sort((a, b) => a.first - b.first)) {
    const previous = result.at(-1);
    if (previous && run.first <= previous.last + 1)
      result[result.length - 1] = { first: previous.first, last: Math.max(previous.last, run.last) };
    else result.push(run);
  }
  return result;
}
