import { boundCluster, logPositions, outboxBacklog, releasesWaitFor } from '@postrider/persistence';
import { topics } from '@postrider/schemas';
import type { BothSides } from './both-sides.js';
import { registryContents } from './registry-contents.js';

/** Shows how the two stand to each other; answers the exit code: 1 when the database is of another Kafka. */
export async function status(sides: BothSides): Promise<number> {
  const { sql, admin, say } = sides;
  const [ofKafka, ofDatabase] = [await admin.clusterId(), await boundCluster(sql)];
  say(`Kafka       ${ofKafka}`);
  say(
    `database    ${ofDatabase === undefined ? 'of none yet' : ofDatabase === ofKafka ? 'of this Kafka' : `of another: ${ofDatabase}`}`,
  );
  const registry = await registryContents(sides);
  const outbox = await outboxBacklog(sql);
  say(`registry    ${registry.keys.size} entities up to version ${registry.version}; ${outbox.count} changes not sent`);
  say(`log         ${await logLag(sides)} records behind`);
  const missing = await releasesWaitFor(sql);
  if (missing > 0) say(`releases    wait for the log to read ${missing} records more`);
  return ofDatabase === undefined || ofDatabase === ofKafka ? 0 : 1;
}

/** How many records the log has not applied. */
async function logLag({ sql, admin }: BothSides): Promise<number> {
  const positions = new Map(
    (await logPositions(sql)).map(({ topic, partition, next }) => [`${topic}:${partition}`, next]),
  );
  const there = await admin.list();
  let lag = 0;
  for (const topic of [topics.deliveries.name, topics.attempts.name].filter((name) => there.includes(name)))
    for (const [partition, end] of await admin.endOffsets(topic))
      lag += Math.max(0, end - (positions.get(`${topic}:${partition}`) ?? 0));
  return lag;
}
