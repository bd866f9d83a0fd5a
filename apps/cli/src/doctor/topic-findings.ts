import type { TopicSpec } from '@postrider/kafka';
import { failed, ok, warning, type Finding } from './finding.js';

/** A topic as Kafka has it. */
export interface FoundTopic {
  readonly partitions: number;
  readonly replication: number;
  readonly settings: ReadonlyMap<string, string>;
}

/** Compares the topics that there are with the table and the configuration; undefined is a topic that isn't there. */
export function topicFindings(specs: readonly TopicSpec[], found: (name: string) => FoundTopic | undefined): Finding[] {
  const wrong = specs.flatMap((spec) => differences(spec, found(spec.name)));
  return wrong.length > 0 ? wrong : [ok('topics', `${specs.length} as they have to be`)];
}

function differences({ name, partitions, replication, settings }: TopicSpec, found: FoundTopic | undefined): Finding[] {
  const check = `topic ${name}`;
  if (!found)
    return [failed(check, 'it isn’t there', 'Start the services: they make it. Never let the broker do that.')];
  const findings: Finding[] = [];
  if (found.partitions !== partitions)
    findings.push(
      failed(
        check,
        `it has ${found.partitions} partitions, and the configuration says ${partitions}`,
        'Set KAFKA_EVENT_PARTITIONS and KAFKA_ENDPOINT_PARTITIONS, here and at the services, to what the topics have.',
      ),
    );
  if (found.replication < replication)
    findings.push(
      failed(
        check,
        `it has ${found.replication} replicas, and the configuration says ${replication}`,
        'Add replicas with kafka-reassign-partitions, or set KAFKA_REPLICATION as the services have it.',
      ),
    );
  for (const [setting, wanted] of Object.entries(settings)) {
    const value = found.settings.get(setting);
    if (value === undefined || isAsGood(setting, value, wanted)) continue;
    const action = `Set it: kafka-configs --alter --topic ${name} --add-config ${setting}=${wanted}`;
    const detail = `${setting} is ${value}, and has to be ${wanted}`;
    findings.push(losesRecords(setting) ? failed(check, detail, action) : warning(check, detail, action));
  }
  return findings;
}

/** Longer kept, or more replicas in step, than is asked for is no fault. */
function isAsGood(setting: string, value: string, wanted: string): boolean {
  if (value === wanted) return true;
  if (setting === 'retention.ms') return Number(value) === -1 || Number(value) >= Number(wanted);
  if (setting === 'min.insync.replicas') return Number(value) >= Number(wanted);
  return false;
}

/** What a promise rests on; the rest is about how long something is kept. */
const losesRecords = (setting: string): boolean =>
  ['cleanup.policy', 'min.insync.replicas', 'unclean.leader.election.enable'].includes(setting);
