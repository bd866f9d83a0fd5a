import { deadLetterTopicOf } from '@postrider/schemas';
import { Misuse } from '../command-failed.js';

/** One record's place in a dead-letter topic. */
export interface Place {
  readonly partition: number;
  readonly offset: number;
}

export interface ShowCommand {
  /** The dead-letter topic itself, whichever of the two names was given. */
  readonly topic: string;
  readonly place: Place | undefined;
  readonly limit: number;
  readonly json: boolean;
  readonly full: boolean;
}

export interface RedriveCommand {
  /** The dead-letter topic itself, whichever of the two names was given. */
  readonly topic: string;
  readonly which: Place | 'all';
  /** Where to, instead of where they came from. */
  readonly to: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

const SUFFIX = deadLetterTopicOf('');

/** The dead-letter topic that is meant, by its own name or by that of the topic whose records it has. */
export function deadLetterTopicNamed(name: string): string {
  checkTopic(name);
  return name.endsWith(SUFFIX) ? name : deadLetterTopicOf(name);
}

/** Where a redrive may put records; throws {@link Misuse} for a topic that nobody reads. */
export function targetTopic(name: string): string {
  checkTopic(name);
  if (name.endsWith(SUFFIX)) throw new Misuse(`--to ${name}: nobody reads a dead-letter topic.`);
  return name;
}

/** One record's place, where it's named. */
export function placeOf(partition: number | undefined, offset: number | undefined): Place | undefined {
  if (partition === undefined && offset === undefined) return undefined;
  if (partition === undefined || offset === undefined) throw new Misuse('--partition and --offset go together.');
  return { partition, offset };
}

function checkTopic(name: string): void {
  if (!/^[A-Za-z0-9._-]{1,249}$/.test(name)) throw new Misuse('A topic is named by letters, digits, dots, _ and -.');
}
