import { Ended, Misuse } from '../command-failed.js';
import type { Context } from '../context.js';
import { deadLetterTopicNamed, placeOf, targetTopic } from '../dlt/which-records.js';
import { newCommand } from '../new-command.js';
import { wholeNumber } from '../options.js';

const offset = wholeNumber(0, Number.MAX_SAFE_INTEGER);
const PARTITION = ['--partition <n>', 'of one record', offset] as const;
const OFFSET = ['--offset <n>', 'of one record', offset] as const;
const DEFAULT_LIMIT = 10;

/**
 * `postrider dlt`. It speaks to Kafka itself, which a run of any other command shouldn't have to load: hence the imports within.
 */
export function dlt(context: Context) {
  const group = newCommand(
    'dlt',
    'poison records, which nobody could read, in the topics called `<topic>.dlt`; Kafka is found by KAFKA_BROKERS, KAFKA_SSL and KAFKA_SASL_…',
  );
  const { terminal, signal } = context.surroundings;

  group
    .command('list')
    .description('every dead-letter topic: how many records, from when to when, why')
    .action(async () => {
      const [{ withKafka }, { list }] = await Promise.all([import('../dlt/with-kafka.js'), import('../dlt/list.js')]);
      await withKafka(context.surroundings, (access, { INBOX_TOPICS }) =>
        untilStopped(
          signal,
          list(
            access,
            INBOX_TOPICS.map(({ topic }) => topic),
            context.answers,
          ),
        ),
      );
    });

  group
    .command('show')
    .description('records with their reason, where they came from, key, headers and value')
    .argument('<topic>', 'by its own name, or that of its dead-letter topic')
    .option(...PARTITION)
    .option(...OFFSET)
    .option('--limit <n>', 'how many, 10 when left out; the oldest of each partition come first', offset)
    .option('--full', 'long values whole')
    .action(async (name, { partition, offset: at, limit, full = false }) => {
      const topic = deadLetterTopicNamed(name);
      const place = placeOf(partition, at);
      if (place && limit !== undefined) throw new Misuse('--limit goes without --partition and --offset.');
      const [{ withKafka }, { show }] = await Promise.all([import('../dlt/with-kafka.js'), import('../dlt/show.js')]);
      const command = { topic, place, limit: limit ?? DEFAULT_LIMIT, json: context.answers.asJson, full };
      await withKafka(context.surroundings, (access) => untilStopped(signal, show(access, command, terminal)));
    });

  group
    .command('redrive')
    .description('put one record, or all that weren’t put back yet, where they came from')
    .argument('<topic>', 'by its own name, or that of its dead-letter topic')
    .option(...PARTITION)
    .option(...OFFSET)
    .option('--all', 'all that weren’t put back yet')
    .option('--to <topic>', 'into another topic, the same partition')
    .option('--dry-run', 'only say what would be done')
    .action(async (name, { partition, offset: at, all = false, to, dryRun = false }) => {
      const topic = deadLetterTopicNamed(name);
      const place = placeOf(partition, at);
      if (place ? all : !all) throw new Misuse('Say which: either --all, or one record with --partition and --offset.');
      const target = to === undefined ? undefined : targetTopic(to);
      const [{ withKafka }, { redrive }] = await Promise.all([
        import('../dlt/with-kafka.js'),
        import('../dlt/redrive.js'),
      ]);
      const command = { topic, which: place ?? ('all' as const), to: target, dryRun, json: context.answers.asJson };
      // It ends by itself when it's stopped, in order.
      const code = await withKafka(context.surroundings, (access) => redrive(access, command, terminal, signal));
      if (code !== 0) throw new Ended(code);
    });
  return group;
}

/** What only reads is left where it is. */
const untilStopped = (signal: AbortSignal, reading: Promise<void>): Promise<void> =>
  Promise.race([
    reading,
    new Promise<never>((_, reject) => {
      const stop = (): void => reject(new Ended(130));
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
    }),
  ]);
