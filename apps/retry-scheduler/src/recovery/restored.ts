import { announceEverything, boundCluster, holdReleases, logPositions, type LogPosition } from '@postrider/persistence';
import { consumerGroupOf } from '@postrider/service';
import { checkStopped, makeTopics, type BothSides } from './both-sides.js';
import { CommandFailed, exitCodes } from './command-failed.js';
import { LOG_TOPICS, logGap } from './log-gap.js';
import { registryContents } from './registry-contents.js';
import { sendRegistry } from './send-registry.js';
import { topicsMadeAnew } from './topics-made-anew.js';

/**
 * Brings a restored database and the Kafka that went on without it together: the log's group goes back to where the
 * database has the log, nothing is released before it has read what there is now, and the registry becomes what the
 * database says.
 */
export async function restored(sides: BothSides, dryRun: boolean): Promise<number> {
  const { sql, admin, tell } = sides;
  await checkStopped(sides);
  await checkKafka(sides);
  if (!dryRun) await makeTopics(sides);
  const registry = await registryContents(sides);
  const ends: LogPosition[] = [];
  const there = await admin.list();
  for (const topic of LOG_TOPICS.filter((name) => there.includes(name)))
    ends.push(...(await rewind(sides, topic, dryRun)));
  if (dryRun) {
    tell({ kind: 'would-announce', beyond: registry.version });
    return exitCodes.done;
  }
  await sql.transaction(async (statements) => {
    await holdReleases(statements, ends);
    await announceEverything(statements, registry.version, [...registry.keys]);
  });
  tell({ kind: 'registry', sent: await sendRegistry(sides) });
  tell({ kind: 'done' });
  return exitCodes.done;
}

/** The backup's offsets have to be of this Kafka. Throws {@link CommandFailed}. */
async function checkKafka({ sql, admin }: BothSides): Promise<void> {
  const [ofKafka, ofDatabase] = [await admin.clusterId(), await boundCluster(sql)];
  if (ofDatabase === ofKafka) {
    const anew = await topicsMadeAnew(admin, sql);
    if (anew.length === 0) return;
    throw new CommandFailed(
      'refused',
      `${anew.join(', ')}: there is less than the database has read of it, so it was made anew.`,
      'Go over to what there is with `recover new-kafka`.',
    );
  }
  if (ofDatabase === undefined)
    throw new CommandFailed(
      'refused',
      'The backup is from before anything was written into the log: there is nothing to go on from.',
      'Start the services, which begin anew.',
    );
  throw new CommandFailed(
    'refused',
    `The backup is of another Kafka (${ofDatabase}; this is ${ofKafka}).`,
    'Name that one in KAFKA_BROKERS, or go over to this one with `recover new-kafka`.',
  );
}

/** Has the log's group go on where the database has the log; answers where the topic ends now. */
async function rewind(
  { sql, admin, tell }: BothSides,
  topic: string,
  dryRun: boolean,
): Promise<readonly LogPosition[]> {
  const { offsets, again, lost, ends } = logGap(topic, await admin.extents(topic), await logPositions(sql));
  if (!dryRun) await admin.moveTo(consumerGroupOf('retry-scheduler'), topic, offsets);
  tell({ kind: 'log', topic, again, lost });
  return ends;
}
