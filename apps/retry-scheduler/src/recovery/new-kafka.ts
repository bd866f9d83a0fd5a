import { partitionOf } from '@postrider/kafka';
import { announceEverything, boundCluster, leaveCluster, outboxBacklog, type ParkedLane } from '@postrider/persistence';
import { encodeLaneMarker, topics } from '@postrider/schemas';
import { checkStopped, makeTopics, type BothSides } from './both-sides.js';
import { CommandFailed, exitCodes } from './command-failed.js';
import { registryContents } from './registry-contents.js';
import { sendRegistry, withProducer } from './send-registry.js';
import { topicsMadeAnew } from './topics-made-anew.js';

/** Has the database go on with another Kafka, which may be empty: topics, registry and lanes are made from what it has. */
export async function newKafka(sides: BothSides, dryRun: boolean): Promise<number> {
  const { sql, admin, tell } = sides;
  await checkStopped(sides);
  const [ofKafka, ofDatabase] = [await admin.clusterId(), await boundCluster(sql)];
  const isOther = ofKafka !== ofDatabase || (await topicsMadeAnew(admin, sql)).length > 0;
  if (!isOther) return goneOver(sides, ofKafka, dryRun);
  tell({ kind: 'kafka', from: ofDatabase ?? null, to: ofKafka });
  if (dryRun) return wouldBeDone(sides);
  await makeTopics(sides);
  const registry = await registryContents(sides);
  const { planned, lanes } = await sql.transaction(async (statements) => {
    const left = await leaveCluster(statements, ofKafka);
    // Before the commit: a marker too many is parked behind once, and one too few lets others overtake.
    await markLanes(sides, left.lanes);
    await announceEverything(statements, registry.version, [...registry.keys]);
    return left;
  });
  tell({ kind: 'registry', sent: await sendRegistry(sides) });
  tell({ kind: 'deliveries', planned, orderingKeys: lanes.length });
  tell({ kind: 'done' });
  return exitCodes.done;
}

/** What is left to do by one that was cut off after it had gone over. Throws {@link CommandFailed} where nothing is. */
async function goneOver(sides: BothSides, ofKafka: string, dryRun: boolean): Promise<number> {
  const { count: unsent } = await outboxBacklog(sides.sql);
  if (unsent === 0)
    throw new CommandFailed(
      'refused',
      `The database is of this Kafka already (${ofKafka}).`,
      'Start the services; or name the new Kafka in KAFKA_BROKERS.',
    );
  if (dryRun) return wouldBeDone(sides);
  sides.tell({ kind: 'registry', sent: await sendRegistry(sides) });
  sides.tell({ kind: 'done' });
  return exitCodes.done;
}

function wouldBeDone({ tell }: BothSides): number {
  tell({ kind: 'would-be-done' });
  return exitCodes.done;
}

function markLanes(sides: BothSides, lanes: readonly ParkedLane[]): Promise<void> {
  const at = sides.clock.timestamp();
  const markers = lanes.map((lane) => ({
    topic: topics.lanes.name,
    partition: partitionOf(lane.endpoint, sides.config.KAFKA_ENDPOINT_PARTITIONS),
    ...encodeLaneMarker({ ...lane, at }),
  }));
  return withProducer(sides, async (producer) => {
    await Promise.all(markers.map((marker) => producer.sendInTurn(marker)));
  });
}
