import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { processIdentity } from './process-table.js';
import { codeOf } from './stack-error.js';

/** Who holds a lock: a living process, and what it wrote down about itself. */
export interface Holder {
  readonly pid: number;
  readonly details: unknown;
}

/** What {@link PidLock.take} answers. */
export type Taking =
  { readonly taken: true; readonly lock: PidLock } | { readonly taken: false; readonly holder: Holder };

/**
 * A lock file that belongs to a process rather than to a moment: it is held exactly while the process that took it
 * lives, however that one ends, because the file names the process and when it started. Readable by its owner alone.
 */
export class PidLock {
  private constructor(
    readonly file: string,
    /** What the last holder had written, when it is no more and hadn't released the lock: what it started may still be ending. */
    readonly abandoned: { readonly details: unknown } | undefined,
  ) {}

  /** Takes the lock, or answers who has it. Of several that try at the same time, one gets it. */
  static take(file: string, details: unknown = {}): Taking {
    mkdirSync(dirname(file), { recursive: true });
    let abandoned: PidLock['abandoned'];
    for (;;) {
      if (putInPlace(file, details)) return { taken: true, lock: new PidLock(file, abandoned) };
      const found = read(file);
      if (found === undefined) continue;
      const { holder, lives } = parse(found);
      if (lives) return { taken: false, holder };
      removeIfStill(file, found);
      abandoned = { details: holder.details };
    }
  }

  /** Who holds the lock now, if anybody lives who does. */
  static holder(file: string): Holder | undefined {
    const { holder, lives } = parse(read(file) ?? '');
    return lives ? holder : undefined;
  }

  /** Replaces what the holder says about itself, in one step. */
  describe(details: unknown): void {
    const draft = writeDraft(this.file, details);
    renameSync(draft, this.file);
  }

  release(): void {
    rmSync(this.file, { force: true });
  }
}

/** A link is made in one step and never replaces anything, and what it shows is already complete. */
function putInPlace(file: string, details: unknown): boolean {
  const draft = writeDraft(file, details);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeDraft(file: string, details: unknown): string {
  const draft = `${file}.${randomUUID()}`;
  const content = { pid: process.pid, startedAs: processIdentity(process.pid), details };
  writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
  return draft;
}

/**
 * Between reading an abandoned lock and removing it, somebody else may have removed it and taken the lock. So it is
 * moved aside first, looked at again, and put back if it's another's.
 */
function removeIfStill(file: string, abandoned: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    if (read(aside) !== abandoned) linkSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A file that can't be read as a lock was cut short by a full disk or an editor: nobody's. */
function parse(content: string): { holder: Holder; lives: boolean } {
  try {
    const { pid, startedAs, details } = JSON.parse(content) as Record<string, unknown>;
    if (typeof pid === 'number') return { holder: { pid, details }, lives: processIdentity(pid) === startedAs };
  } catch {
    // Falls through to nobody.
  }
  return { holder: { pid: 0, details: undefined }, lives: false };
}
