import type { JobKind, JobScope } from '@postrider/schemas';
import type { Clock } from '@postrider/time';
import type { Cursor } from '../cursor.js';
import type { Database } from '../database.js';
import type { Statements } from '../sql.js';
import { statementsOf } from '../statements-of.js';
import type { OpenJob } from './job-steps.js';
import { replayPart } from './replay-steps.js';
import { countFound } from './search-steps.js';

/** Counting ends here: whoever asks wants to know whether it's ten or far too many. */
const MOST = 100_000;
const MOST_MS = 3000;

/** What a job is about, before there is one. */
export interface JobAim {
  readonly kind: JobKind;
  readonly tenant: string;
  readonly endpoint: string | null;
  readonly since: string | null;
  readonly until: string | null;
  readonly scope: JobScope;
}

/** How many deliveries a job would make; `more`: at least so many. */
export interface Counted {
  readonly count: number;
  readonly more: boolean;
}

/** Counts what a job would do, by what the job itself goes by, without doing it. */
export class JobCounts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly most = MOST,
  ) {}

  count(aim: JobAim): Promise<Counted> {
    const endMs = this.clock.monotonic() + MOST_MS;
    return this.database.transaction(async (manager) => {
      const statements = statementsOf(manager);
      let count = 0;
      let cursor: Cursor | null = null;
      do {
        const part: Part = await partOf(statements, { ...aim, cursor }, this.most + 1 - count);
        count += part.count;
        if (count > this.most) return { count: this.most, more: true };
        if (!part.end) return { count, more: false };
        cursor = part.end;
      } while (this.clock.monotonic() < endMs);
      return { count, more: true };
    });
  }
}

interface Part {
  readonly count: number;
  readonly end: Cursor | undefined;
}

async function partOf(statements: Statements, aim: JobAim & Pick<OpenJob, 'cursor'>, limit: number): Promise<Part> {
  if (replaysEvents(aim)) {
    const { items, end } = await replayPart(statements, aim);
    return { count: items.length, end };
  }
  return countFound(statements, aim, aim.cursor, limit);
}

/** Whether a job goes by events, and makes deliveries that there never were; else it goes by deliveries. */
export const replaysEvents = ({ kind, scope }: Pick<JobAim, 'kind' | 'scope'>): boolean =>
  kind === 'backfill' || (kind === 'replay' && scope.replay !== 'dead');
