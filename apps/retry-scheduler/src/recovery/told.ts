/** What a run tells, in the order in which it comes about. As JSON it's told as it is here. */
export type Told =
  | Status
  /** Which Kafka the database goes over to. */
  | { readonly kind: 'kafka'; readonly from: string | null; readonly to: string }
  /** What the log reads again of a topic, and what Kafka keeps no longer of what it should have read. */
  | { readonly kind: 'log'; readonly topic: string; readonly again: number; readonly lost: number }
  | { readonly kind: 'registry'; readonly sent: number }
  /** What is planned to be sent from the database, and how many ordering keys wait in order. */
  | { readonly kind: 'deliveries'; readonly planned: number; readonly orderingKeys: number }
  /** The end of what would be done. */
  | { readonly kind: 'would-announce'; readonly beyond: number }
  | { readonly kind: 'would-be-done' }
  | { readonly kind: 'done' };

/** How the two stand to each other, for whoever decides what to do. */
export interface Status {
  readonly kind: 'status';
  /** The Kafka that answered, by what it calls itself. */
  readonly kafka: string;
  /** The one that the database is of; null while nothing was written. */
  readonly databaseIsOf: string | null;
  /** Topics of the log that have less than the database has read of them. */
  readonly madeAnew: readonly string[];
  /** The services of which some process is in its group. */
  readonly running: readonly string[];
  readonly registry: { readonly entities: number; readonly version: number; readonly unsent: number };
  /** Records that the log has not applied, and those among them that Kafka keeps no longer; null of another Kafka. */
  readonly log: { readonly behind: number; readonly lost: number } | null;
  /** Records that the log has to read before anything is released again. */
  readonly releasesWaitFor: number;
}

/** What was told, in sentences. */
export function linesOf(told: Told): readonly string[] {
  switch (told.kind) {
    case 'status':
      return linesOfStatus(told);
    case 'kafka':
      return [`from ${told.from ?? 'none'} to ${told.to}`];
    case 'log':
      return [
        `${told.topic}: ${told.again} records to be read again`,
        ...(told.lost > 0
          ? [`${told.topic}: ${told.lost} records are older than what Kafka keeps: what they tell is lost`]
          : []),
      ];
    case 'registry':
      return [`registry: ${told.sent} entities and deletions sent`];
    case 'deliveries':
      return [
        `deliveries: ${told.planned} that were on their way are sent again; ${told.orderingKeys} ordering keys wait in order`,
      ];
    case 'would-announce':
      return [`registry: would be announced anew, beyond version ${told.beyond}`, NOTHING_DONE];
    case 'would-be-done':
      return [NOTHING_DONE];
    case 'done':
      return ['Start the services now.'];
  }
}

const NOTHING_DONE = 'Nothing was done: this is what would be.';

function linesOfStatus({
  kafka,
  databaseIsOf,
  madeAnew,
  running,
  registry,
  log,
  releasesWaitFor,
}: Status): readonly string[] {
  const whose =
    databaseIsOf === null ? 'of none yet' : databaseIsOf === kafka ? 'of this Kafka' : `of another: ${databaseIsOf}`;
  const lost = log !== null && log.lost > 0 ? `, ${log.lost} of which Kafka keeps no longer` : '';
  return [
    `Kafka       ${kafka}`,
    `database    ${whose}`,
    ...(madeAnew.length > 0 ? [`made anew   ${madeAnew.join(', ')}: as if this were another Kafka`] : []),
    `running     ${running.length === 0 ? 'no service' : running.join(', ')}`,
    `registry    ${registry.entities} entities up to version ${registry.version}; ${registry.unsent} changes not sent`,
    `log         ${log === null ? 'of another Kafka' : `${log.behind} records behind${lost}`}`,
    ...(releasesWaitFor > 0 ? [`releases    wait for the log to read ${releasesWaitFor} records more`] : []),
  ];
}
