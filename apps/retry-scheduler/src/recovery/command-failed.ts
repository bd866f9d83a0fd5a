/** What a run ends with, for scripts and jobs: as the command line's (docs/cli.md) where both have one. */
export const exitCodes = {
  done: 0,
  /** It can't be done as things are: asking again changes nothing. */
  refused: 1,
  /** The command line or a variable makes no sense. Nothing was asked for. */
  misused: 2,
  /** Kafka or Postgres gave no answer: worth another try, which a job makes by itself. */
  away: 3,
  /** `status` found a database and a Kafka that don't belong together. */
  apart: 4,
} as const;

/** The command can't be carried out; the message is a sentence of what is wrong, and the action one of what to do. */
export class CommandFailed extends Error {
  constructor(
    readonly end: 'refused' | 'away',
    message: string,
    readonly action: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
