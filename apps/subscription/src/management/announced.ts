import type { AnnouncedChange } from '@postrider/persistence';

/** The answer to a change that is stored: it's given once the change is in force everywhere. */
export class Announced<T> {
  constructor(
    readonly answer: T,
    readonly changes: readonly AnnouncedChange[],
  ) {}
}
