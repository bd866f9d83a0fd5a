import {
  Summary,
  partitionsOf,
  readPoisonRecords
} from "./chunk-5MZ7P73P.js";
import "./chunk-KFJQIGOX.js";
import "./chunk-RNWR56HS.js";
import "./chunk-VHDQGAXS.js";
import {
  deadLetterTopicOf,
  topics
} from "./chunk-JBH3YLBD.js";
import "./chunk-HEE7UXMP.js";

// dist/dlt/list.js
function deadLetterTopics(inboxes) {
  const table = Object.values(topics);
  const ours = table.filter(({ name, hasDeadLetterTopic }) => hasDeadLetterTopic && name !== topics.inbox.name);
  return [
    ...new Set(inboxes),
    ...ours.map(({ name }) => name)
  ].map(deadLetterTopicOf);
}
async function list(access, inboxes, answers) {
  for (const topic of deadLetterTopics(inboxes)) {
    const summary = await summaryOf(access, topic);
    if (summary) answers.one(summary.json(topic), () => summary.lines(topic));
    else answers.one({
      topic,
      exists: false
    }, () => [
      `${topic}: not there; the services make it when they start`
    ]);
  }
}
async function summaryOf(access, topic) {
  const partitions = await partitionsOf(access, topic);
  if (!partitions) return void 0;
  const ends = await access.admin.endOffsets(topic);
  const summary = new Summary();
  for (const partition of partitions) {
    if (ends.get(partition) === 0) continue;
    const { redriven } = await readPoisonRecords(access.client, access.clock, topic, partition, (poison) => summary.add(poison));
    summary.endPartition(redriven);
  }
  return summary;
}
export {
  deadLetterTopics,
  list
};
