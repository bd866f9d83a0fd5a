import { Ended } from '../command-failed.js';
import type { Context } from '../context.js';
import { skipped, type Finding } from '../doctor/finding.js';
import { keyFindings } from '../doctor/key-findings.js';
import { serviceFindings } from '../doctor/service-findings.js';
import { exitCodes } from '../exit-codes.js';
import { newCommand } from '../new-command.js';

/** `postrider doctor`. */
export function doctor(context: Context) {
  return newCommand(
    'doctor',
    'look at everything that Postrider needs, say what is wrong and what to do; Kafka and Postgres where KAFKA_BROKERS and DATABASE_URL say, as the services have them',
  ).action(async () => {
    const findings = await allFindings(context);
    const isWell = findings.every(({ status }) => status !== 'failed');
    context.answers.one({ ok: isWell, findings }, () => findings.flatMap(linesOf));
    if (!isWell) throw new Ended(exitCodes.unhealthy.code);
  });
}

/** Side by side: what is away is waited for. */
async function allFindings(context: Context): Promise<Finding[]> {
  const { surroundings } = context;
  const { environment, clock } = surroundings;
  const connection = await context.connection();
  const services = [
    ['ingestion', connection.ingestionUrl, 'POSTRIDER_INGESTION_URL'],
    ['subscription', connection.managementUrl, 'POSTRIDER_MANAGEMENT_URL'],
    ['dispatcher', connection.dispatcherUrl, 'POSTRIDER_DISPATCHER_URL'],
    ['retry-scheduler', connection.retrySchedulerUrl, 'POSTRIDER_RETRY_SCHEDULER_URL'],
  ] as const;
  const all = await Promise.all([
    ...services.map(([name, url, variable]) => serviceFindings(name, url, variable, surroundings)),
    keyFindings(connection, clock.now()),
    // Loaded only here: every other command starts sooner without.
    isSet(environment.POSTRIDER_SECRET_KEY)
      ? import('../doctor/secret-key-finding.js').then(({ secretKeyFindings }) => secretKeyFindings(environment))
      : [],
    isSet(environment.KAFKA_BROKERS)
      ? import('../doctor/kafka-findings.js').then(({ kafkaFindings }) => kafkaFindings(surroundings))
      : [
          skipped(
            'kafka',
            'it isn’t said where it is',
            'Set KAFKA_BROKERS, as the services have it, to have it looked at.',
          ),
        ],
    isSet(environment.DATABASE_URL)
      ? import('../doctor/database-findings.js').then(({ databaseFindings }) => databaseFindings(surroundings))
      : [
          skipped(
            'postgres',
            'it isn’t said where it is',
            'Set DATABASE_URL, as the services have it, to have it looked at.',
          ),
        ],
  ]);
  return all.flat();
}

const isSet = (text: string | undefined): boolean => (text ?? '').trim() !== '';

function linesOf({ check, status, detail, action }: Finding): string[] {
  const line = `${status.padEnd(8)} ${check}: ${detail}`;
  return action === undefined ? [line] : [line, `         ${action}`];
}
