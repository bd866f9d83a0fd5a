import type { TopicAdmin } from '@postrider/kafka';
import { logPositions, type Statements } from '@postrider/persistence';
import { LOG_TOPICS, logGap } from './log-gap.js';

/**
 * Topics of the log that end before what the database has read of them. They were deleted, or all of Kafka's data was,
 * under a cluster's id that stayed: new records would be taken for old ones, and passed, as those of another Kafka.
 */
export async function topicsMadeAnew(
  admin: Pick<TopicAdmin, 'list' | 'extents'>,
  sql: Statements,
): Promise<readonly string[]> {
  // First: topics only grow meanwhile, and positions follow.
  const positions = await logPositions(sql);
  const there = await admin.list();
  const anew: string[] = [];
  for (const topic of LOG_TOPICS) {
    const { isAhead } = logGap(topic, there.includes(topic) ? await admin.extents(topic) : new Map(), positions);
    if (isAhead) anew.push(topic);
  }
  return anew;
}
