import { boundCluster, logPositions, outboxBacklog, releasesWaitFor } from '@postrider/persistence';
import { running, type BothSides } from './both-sides.js';
import { exitCodes } from './command-failed.js';
import { LOG_TOPICS, logGap } from './log-gap.js';
import { registryContents } from './registry-contents.js';
import { topicsMadeAnew } from './topics-made-anew.js';
import type { Status } from './told.js';

/** Shows how the two stand to each other; answers the exit code. */
export async function status(sides: BothSides): Promise<number> {
  const { sql, admin, tell } = sides;
  const [kafka, ofDatabase] = [await admin.clusterId(), await boundCluster(sql)];
  const isTogether = ofDatabase === undefined || ofDatabase === kafka;
  const madeAnew = isTogether ? await topicsMadeAnew(admin, sql) : [];
  const registry = await registryContents(sides);
  const { count: unsent } = await outboxBacklog(sql);
  tell({
    kind: 'status',
    kafka,
    databaseIsOf: ofDatabase ?? null,
    madeAnew,
    running: await running(sides),
    registry: { entities: registry.keys.size, version: registry.version, unsent },
    log: isTogether ? await logLag(sides) : null,
    releasesWaitFor: await releasesWaitFor(sql),
  });
  return isTogether && madeAnew.length === 0 ? exitCodes.done : exitCodes.apart;
}

async function logLag({ sql, admin }: BothSides): Promise<NonNullable<Status['log']>> {
  const positions = await logPositions(sql);
  const there = await admin.list();
  let [behind, lost] = [0, 0];
  for (const topic of LOG_TOPICS.filter((name) => there.includes(name))) {
    const gap = logGap(topic, await admin.extents(topic), positions);
    behind += gap.again + gap.lost;
    lost += gap.lost;
  }
  return { behind, lost };
}
