import { ensureTopics, partitionOf, topicSpecs } from '@postrider/kafka';
import { createLog } from '@postrider/observability';
import { announceEverything, boundCluster, leaveCluster, type ParkedLane } from '@postrider/persistence';
import { encodeLaneMarker, topics } from '@postrider/schemas';
import { checkStopped, type BothSides } from './both-sides.js';
import { CommandFailed } from './command-failed.js';
import { registryContents } from './registry-contents.js';
import { sendRegistry, withProducer } from './send-registry.js';

/** Has the database go on with another Kafka, which may be empty: topics, registry and lanes are made from what it has. */
export async function newKafka(sides: BothSides, dryRun: boolean): Promise<number> {
  const { sql, admin, client, config, say } = sides;
  await checkStopped(sides);
  const [ofKafka, ofDatabase] = [await admin.clusterId(), await boundCluster(sql)];
  if (ofKafka === ofDatabase) throw new CommandFailed(`The database is of this Kafka already (${ofKafka}).`);
  say(`from ${ofDatabase ?? 'none'} to ${ofKafka}`);
  if (dryRun) return 0;
  const inboxes = config.INBOX_TOPICS.map(({ topic }) => topic);
  await ensureTopics(client, topicSpecs(config, inboxes), createLog('recovery', 'silent'));
  const registry = await registryContents(sides);
  const { planned, lanes } = await sql.transaction(async (statements) => {
    const left = await leaveCluster(statements, ofKafka);
    // Before the commit: a marker too many is parked behind once, and one too few lets others overtake.
    await markLanes(sides, left.lanes);
    await announceEverything(statements, registry.version, [...registry.keys]);
    return left;
  });
  say(`registry: ${await sendRegistry(sides)} entities and deletions sent`);
  say(`deliveries: ${planned} that were on their way are sent again; ${lanes.length} ordering keys wait in order`);
  say('Start the services now.');
  return 0;
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
