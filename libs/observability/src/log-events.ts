/**
 * How a line is told, by who is woken. fatal: the process ends, and won't start again as things are. error: somebody has
 * to look, at night too. warn: something failed and is tried again. info: what happened, and what goes wrong at customers.
 * debug and trace: for whoever looks for a fault.
 */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

type Told = Exclude<LogLevel, 'silent'>;

const at = <const L extends Told>(levels: L | readonly L[], meaning: string) => ({
  levels: typeof levels === 'string' ? [levels] : levels,
  meaning,
});

/** Everything that is ever logged, by name, `noun.verb-past`: with the levels that it's logged at, and what it means. */
export const logEvents = {
  'attempt-report.retried': at('warn', 'A report of an attempt wasn’t acknowledged by Kafka; it’s sent until it is.'),
  'cluster.check-failed': at(
    'warn',
    'Whether Kafka is the cluster that the database belongs to couldn’t be found out; it’s asked again.',
  ),
  'cluster.mismatched': at(
    'fatal',
    'Kafka isn’t the cluster that the database belongs to, or has less than the database has read of it: positions mean nothing there.',
  ),
  'consumer.assigned': at('info', 'The group gave this process its partitions.'),
  'consumer.commit-failed': at(['warn', 'debug'], 'Offsets couldn’t be committed; the next commit has them.'),
  'consumer.gave-up': at(
    'error',
    'Reading stalled, was begun anew, and stalled again: the process ends, to be replaced.',
  ),
  'consumer.join-abandoned': at('warn', 'A stop didn’t wait any longer for a join that was under way.'),
  'consumer.join-failed': at('warn', 'The group couldn’t be joined; it’s tried again.'),
  'consumer.leave-failed': at('warn', 'The group wasn’t left in order; it forgets this member by itself.'),
  'consumer.offset-gone': at(
    'error',
    'Kafka no longer has where a partition was to be read on: it’s read from its beginning, and what lay between is lost to this reader.',
  ),
  'consumer.partition-restarted': at('warn', 'A partition began anew, at lower offsets.'),
  'consumer.rebuilt': at('warn', 'Reading stalled or failed: it’s begun anew.'),
  'consumer.recall-abandoned': at('warn', 'A stop didn’t wait any longer for what the owner before had finished.'),
  'consumer.recall-failed': at('warn', 'What the owner before had finished isn’t known: some of it may be done again.'),
  'consumer.watch-failed': at('debug', 'How far behind this reader is couldn’t be looked up; it’s looked up again.'),
  'database.connect-failed': at('warn', 'Postgres can’t be reached; it’s tried again.'),
  'database.connected': at('info', 'Postgres is there.'),
  'database.connection-lost': at('warn', 'An idle connection to Postgres was lost; another is made when it’s needed.'),
  'database.listen-failed': at(
    'warn',
    'Postgres’s notifications can’t be had; until they can, what is due is looked for at intervals.',
  ),
  'database.listener-lost': at(
    'warn',
    'The connection that brings Postgres’s notifications was lost; another is made.',
  ),
  'database.lock-failed': at('warn', 'The lock that one process at a time holds can’t be asked for; it’s tried again.'),
  'database.migrated': at('info', 'The schema is as this version wants it.'),
  'database.schema-awaited': at(
    'info',
    'The schema isn’t as this version wants it yet: a start waits for the migration.',
  ),
  'database.schema-present': at('info', 'The schema is as this version wants it: the service may start.'),
  'database.schema-unknown': at('warn', 'Postgres is away, so nobody knows its schema: the service starts without it.'),
  'deliveries.expired': at(
    'warn',
    'Deliveries that were still open went with the day that retention dropped: they had been held, or had failed, for all that time.',
  ),
  'delivery.attempted': at('info', 'An attempt and its outcome, success or not.'),
  'endpoint.secret-unreadable': at(
    'error',
    'An endpoint’s secret can’t be decrypted with POSTRIDER_SECRET_KEY: nothing is sent to it.',
  ),
  'event-claims.unchecked': at(
    'warn',
    'Postgres is away or slow: memory stands in for what tells whether an event’s id came before.',
  ),
  'event-counts.unshared': at(
    'warn',
    'The day’s quotas can’t be shared with the other processes; this one goes by what it knows.',
  ),
  'event-ids.unchecked': at('warn', 'Whether ids were accepted before can’t be looked up: the fan-out decides.'),
  'filter.undecided': at(
    'info',
    'A subscription’s filter takes too much work, or can’t be used: its events aren’t matched. Once for each.',
  ),
  'housekeeping.failed': at('warn', 'Tidying up failed; it’s done again later.'),
  'housekeeping.tidied': at('info', 'What isn’t needed any more was deleted.'),
  'job.finished': at('info', 'A replay, redrive or other job came to its end.'),
  'job.question-failed': at('warn', 'Whether a job may begin couldn’t be found out; it’s asked again.'),
  'job.step-failed': at('warn', 'A step of a job failed, and is made again.'),
  'kafka.client-logged': at('debug', 'What the Kafka client says of itself.'),
  'kafka.produce-failed': at(
    'warn',
    'Kafka didn’t take records; whoever gave them knows, and tries again or answers so.',
  ),
  'kafka.producer-waited': at('warn', 'There is no way to Kafka yet; it’s tried again.'),
  'key-uses.unwritten': at('warn', 'When keys were last used couldn’t be written down; it’s kept until it can.'),
  'lane.block-failed': at('warn', 'A lane couldn’t be marked as blocked; what comes next in it waits until it is.'),
  'lane.marker-unreadable': at('error', 'A record of postrider.lanes can’t be read: what it blocked may be overtaken.'),
  'lane.open-failed': at('debug', 'A lane couldn’t be marked as open; its next owner finds that out.'),
  'lanes.read-failed': at(
    'warn',
    'Which lanes are blocked can’t be read; it’s tried again, and nothing ordered is sent before.',
  ),
  'log.entry-refused': at(
    'error',
    'Postgres refuses one record’s row: it goes to the dead-letter topic, and the rest is written.',
  ),
  'log.write-retried': at(
    ['warn', 'error'],
    'A batch of the log wasn’t written, and is tried again. An error when Postgres is there and can’t take it as it is: schema and version don’t fit.',
  ),
  'nest.failed': at('error', 'The framework failed.'),
  'nest.logged': at(['debug', 'trace'], 'What the framework says of itself.'),
  'nest.warned': at('warn', 'The framework warns.'),
  'operational-relay.ended': at('error', 'Operational events are no longer sent by this process.'),
  'operational-relay.failed': at('warn', 'Operational events couldn’t be sent; it’s tried again.'),
  'operational-relay.took-over': at('info', 'This process is the one that sends operational events.'),
  'partitions.dropped': at('info', 'A day of the log was dropped, by retention.'),
  'partitions.made': at('info', 'Days of the log were made ahead.'),
  'payloads.expunged': at('info', 'Payloads were expunged, by their tenants’ retention.'),
  'record.handler-failed': at(
    'error',
    'One record makes its handler fail again and again: it goes to the dead-letter topic.',
  ),
  'record.poisoned': at(
    ['error', 'info'],
    'A record went to its dead-letter topic. An error for a record of ours; for one of a publisher’s, in an inbox, it’s the publisher’s fault.',
  ),
  'record.retried': at('warn', 'A record’s handler failed; it’s handled again.'),
  'registry.load-failed': at('warn', 'The configuration can’t be read from Kafka; it’s tried again.'),
  'registry.loaded': at('info', 'This process’s copy of the configuration is complete.'),
  'registry.record-unreadable': at(
    'error',
    'A record of postrider.registry can’t be read: this process goes by what it had before.',
  ),
  'relay.ended': at('error', 'Changes of the configuration are no longer sent by this process.'),
  'relay.failed': at('warn', 'Changes of the configuration couldn’t be sent; it’s tried again.'),
  'relay.tidied': at('info', 'Changes were sent again, or old ones forgotten, as a new relay does.'),
  'relay.tidy-failed': at('warn', 'That failed; it’s done again later.'),
  'relay.took-over': at('info', 'This process is the one that sends changes of the configuration.'),
  'request.failed': at('error', 'A request was answered with 500: a fault of ours.'),
  'request.refused': at('debug', 'A request was answered with a problem that its caller can do something about.'),
  'request.unavailable': at('warn', 'A request was answered with 503: Kafka or Postgres is away.'),
  'reseal.begun': at('info', 'What is sealed with another key than the first is sealed anew.'),
  'reseal.completed': at('info', 'Everything is sealed with the first key: the others may go.'),
  'reseal.not-completed': at('error', 'Something is still sealed with another key: none may go yet.'),
  'reseal.registry-awaited': at('info', 'What was sealed anew is on its way to the registry.'),
  'retries.await-log': at('info', 'Nothing is released before the log has come to where it was.'),
  'retries.log-caught-up': at('info', 'What was due may be released: the log has all of what was reported.'),
  'retries.log-unknown': at('warn', 'How far the log has to come couldn’t be found out; it’s asked again.'),
  'retries.release-failed': at('warn', 'What is due couldn’t be looked up or released; it’s tried again.'),
  'retry.release-failed': at('warn', 'One attempt that was due couldn’t be put on Kafka; it’s due again.'),
  'service.started': at('info', 'It listens.'),
  'service.starting': at('info', 'With which configuration; of secrets only whether they’re set.'),
  'service.stop-failed': at('error', 'A stop failed on its way; the process ended all the same.'),
  'service.stop-hung': at('error', 'A stop took too long; the process ended all the same.'),
  'service.stopped': at('info', 'It ended in order.'),
  'service.stopping': at('info', 'It was told to end.'),
  'stats.roll-up-failed': at('warn', 'Statistics couldn’t be summed up; it’s tried again.'),
  'topic.check-failed': at('warn', 'Whether topics are as they must be couldn’t be found out; it’s tried again.'),
  'topic.created': at('info', 'A topic was made.'),
  'topic.mismatched': at('fatal', 'A topic differs in what a promise rests on.'),
  'topic.read-failed': at('warn', 'A topic that is read as a whole couldn’t be read on; it’s tried again.'),
  'topics.ensured': at('info', 'Every topic is there, and as it must be.'),
  'traces.dropped': at('warn', 'Spans were dropped: more came than the collector takes.'),
  'traces.export-failed': at('warn', 'Spans couldn’t be exported, and are lost.'),
  'transform.again-failed': at('warn', 'A transformation that was to be run again couldn’t be; it’s tried again.'),
  'value.not-opened': at('error', 'A sealed value opens with none of the keys.'),
  'values.resealed': at('info', 'Values were sealed anew.'),
};

/** The name of something that is logged. */
export type LogEvent = keyof typeof logEvents;

/** What may be logged at a level. */
export type LogEventAt<L extends Told> = {
  [Name in LogEvent]: L extends (typeof logEvents)[Name]['levels'][number] ? Name : never;
}[LogEvent];
