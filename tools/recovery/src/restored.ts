import { announceEverything, boundCluster, holdReleases, logPositions, type LogPosition } from '@postrider/persistence';
import { topics } from '@postrider/schemas';
import { consumerGroupOf } from '@postrider/service';
import { checkStopped, type BothSides } from './both-sides.js';
import { CommandFailed } from './command-failed.js';
import { registryContents } from './registry-contents.js';
import { sendRegistry } from './send-registry.js';

/** What the log is read from. */
const LOG_TOPICS = [topics.deliveries.name, topics.attempts.name];

/**
 * Brings a restored database and the Kafka that went on without it together: the log's group goes back to where the
 * database has the log, nothing is released before it has read what there is now, and the registry becomes what the
 * database says.
 */
export async function restored(sides: BothSides, dryRun: boolean): Promise<number> {
  const { sql, admin, say } = sides;
  await checkStopped(sides);
  const [ofKafka, ofDatabase] = [await admin.clusterId(), await boundCluster(sql)];
  if (ofDatabase !== ofKafka)
    throw new CommandFailed(
      ofDatabase === undefined
        ? 'The backup is from before anything was written into the log: there is nothing to go on from, and the services begin anew.'
        : `The backup is of another Kafka (${ofDatabase}; this is ${ofKafka}): \`npm run recover -- new-kafka\` is for that.`,
    );
  const registry = await registryContents(sides);
  const ends: LogPosition[] = [];
  for (const topic of LOG_TOPICS) ends.push(...(await rewind(sides, topic, dryRun)));
  if (dryRun) {
    say(`registry: would be announced anew, beyond version ${registry.version}`);
    return 0;
  }
  await sql.transaction(async (statements) => {
    await holdReleases(statements, ends);
    await announceEverything(statements, registry.version, [...registry.keys]);
  });
  say(`registry: ${await sendRegistry(sides)} entities and deletions sent`);
  say('Start the services now.');
  return 0;
}

/** Has the log's group go on where the database has the log; answers where the topic ends now. */
async function rewind({ sql, admin, say }: BothSides, topic: string, dryRun: boolean): Promise<LogPosition[]> {
  const group = consumerGroupOf('retry-scheduler');
  const extents = await admin.extents(topic);
  const known = new Map(
    (await logPositions(sql)).flatMap((each) => (each.topic === topic ? [[each.partition, each.next] as const] : [])),
  );
  const offsets = new Map<number, number>();
  let [again, gone] = [0, 0];
  for (const [partition, { first, end }] of extents) {
    const wanted = Math.min(known.get(partition) ?? 0, end);
    const offset = Math.max(first, wanted);
    offsets.set(partition, offset);
    gone += offset - wanted;
    again += end - offset;
  }
  if (!dryRun) await admin.moveTo(group, topic, offsets);
  say(`${topic}: ${again} records ${dryRun ? 'would be' : 'are'} read again`);
  if (gone > 0)
    say(`${topic}: ${gone} records since the backup are older than what Kafka keeps: what they tell is lost`);
  return [...extents].map(([partition, { end }]) => ({ topic, partition, next: end }));
}
