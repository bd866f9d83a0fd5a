import { pointerOf, type Condition } from './condition.js';
import { OutOfEffort } from './effort.js';
import { evaluate } from './evaluate.js';
import type { ExactJson } from './exact-json.js';
import { whyNot, type Reason } from './explain.js';
import type { FilteredEvent } from './filtered-event.js';
import { readFilter } from './read-filter.js';

/** Bounds on a filter: what people write has some dozens of values, five deep. */
const MAX_VALUES = 1000;
const MAX_DEPTH = 32;
const MAX_CHARACTERS = 16 * 1024;
const MAX_REASONS = 20;

/** Whether an event matches; `undecided`: finding out takes more than it may, so it isn't taken for a match. */
export type Verdict = 'matches' | 'differs' | 'undecided';

/** A filter that is fit to be used; held against an event it never throws, and takes a bounded number of steps. */
export class Filter {
  readonly kind = 'filter';

  constructor(
    private readonly condition: Condition,
    /** How many patterns it has: they are what compiling takes time for. */
    readonly patterns: number,
  ) {}

  verdict(event: FilteredEvent): Verdict {
    event.effort.begin();
    try {
      return evaluate(this.condition, event, event.effort) === true ? 'matches' : 'differs';
    } catch (error) {
      if (error instanceof OutOfEffort) return 'undecided';
      throw error;
    }
  }

  /** What keeps the event from matching; nothing for one that does, or of which it can't be told. */
  reasons(event: FilteredEvent): readonly Reason[] {
    event.effort.begin();
    try {
      return whyNot(this.condition, { place: event, at: '' }, true, event.effort).slice(0, MAX_REASONS);
    } catch (error) {
      if (error instanceof OutOfEffort) return [];
      throw error;
    }
  }
}

/** What is wrong with something that was to be a filter. */
export interface FilterRefused {
  readonly kind: 'refused';
  /** How many patterns it has, as far as it was read. */
  readonly patterns: number;
  readonly faults: readonly FilterFault[];
}

/** One thing that is wrong with a filter: a JSON Pointer (RFC 6901) to it, and what, as a clause about that. */
export interface FilterFault {
  readonly path: string;
  readonly message: string;
}

/** Compiles a filter, as `docs/filters.md` has the language. Any JSON may be given; what isn't a filter is refused with its faults. */
export function compileFilter(source: ExactJson): Filter | FilterRefused {
  if (!isBounded(source)) {
    const message = `is larger than ${MAX_VALUES} values or ${MAX_CHARACTERS} characters, or nested deeper than ${MAX_DEPTH}`;
    return { kind: 'refused', patterns: 0, faults: [{ path: '', message }] };
  }
  const { condition, patterns, faults } = readFilter(source);
  if (condition && faults.length === 0) return new Filter(condition, patterns);
  return { kind: 'refused', patterns, faults: faults.map(({ path, message }) => ({ path: pointerOf(path), message })) };
}

function isBounded(source: ExactJson): boolean {
  let [values, characters] = [0, 0];
  const fits = (value: unknown, depth: number): boolean => {
    values += 1;
    if (typeof value === 'string') characters += value.length;
    if (values > MAX_VALUES || characters > MAX_CHARACTERS || depth > MAX_DEPTH) return false;
    if (typeof value !== 'object' || value === null) return true;
    return Object.entries(value).every(([name, inside]) => {
      characters += name.length;
      return fits(inside, depth + 1);
    });
  };
  return fits(source, 1);
}
