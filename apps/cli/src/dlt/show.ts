import type { ShowCommand } from './which-records.js';
import { checkPartition, partitionsOfNamed, type KafkaAccess } from './kafka-access.js';
import { parseEntry, type PoisonRecord } from './poison-record.js';
import { poisonJson, poisonLines } from './poison-lines.js';
import type { OffsetRuns } from './offset-runs.js';
import { poisonAt, readPoisonRecords, readPartition } from './read-partition.js';
import { recordCount } from './summary.js';
import type { Terminal } from '../terminal.js';

/** Shows the records of a dead-letter topic: the only command that shows what they hold. */
export async function show(access: KafkaAccess, command: ShowCommand, terminal: Terminal): Promise<void> {
  const { client, clock } = access;
  const { topic, place, limit, json, full } = command;
  const print = (poison: PoisonRecord, redriven: OffsetRuns): void => {
    const isRedriven = redriven.has(poison.record.offset);
    if (json) terminal.line(poisonJson(poison, isRedriven, full));
    else for (const line of poisonLines(poison, isRedriven, full)) terminal.line(line);
  };
  const partitions = await partitionsOfNamed(access, topic);
  if (place) {
    checkPartition(topic, place.partition, partitions);
    const poison = await poisonAt(client, clock, topic, place.partition, place.offset);
    print(poison, (await readPoisonRecords(client, clock, topic, place.partition)).redriven);
    return;
  }
  let all = 0;
  let left = limit;
  for (const partition of partitions) {
    const { count, redriven } = await readPoisonRecords(client, clock, topic, partition);
    all += count;
    for await (const poison of firstPoisonRecords(access, topic, partition, Math.min(left, count))) {
      print(poison, redriven);
      left--;
    }
  }
  if (all === 0) terminal.note(`${topic} is empty.`);
  else if (all > limit) terminal.note(`${limit} of ${recordCount(all)} shown: --limit ${all} shows all of them.`);
}

async function* firstPoisonRecords(
  { client, clock }: KafkaAccess,
  topic: string,
  partition: number,
  limit: number,
): AsyncGenerator<PoisonRecord, void, undefined> {
  let left = limit;
  if (left === 0) return;
  for await (const records of readPartition(client, clock, { topic, partition })) {
    for (const found of records.map(parseEntry)) {
      if (found.kind !== 'poison') continue;
      yield found;
      if (--left === 0) return;
    }
  }
}
