import { withoutKafkaLogin, type Environment } from '@postrider/stack';
import { launcherConfig } from './launcher.config.js';
import { stateOf } from './local-postrider.js';
import { findRun, type Running } from './run-file.js';

/** Where a Kafka that `npm start` has is, when nothing runs. */
const USUAL_PORT = 9092;
/** Whoever says by one of these where Postrider is doesn't mean the one that runs here. */
const ELSEWHERE = {
  options: ['--profile', '--url', '--ingestion-url', '--management-url'],
  variables: ['POSTRIDER_PROFILE', 'POSTRIDER_URL', 'POSTRIDER_INGESTION_URL', 'POSTRIDER_MANAGEMENT_URL'],
};

/**
 * The variables of a command that runs beside `npm start`: what they leave open is where that has it. A Kafka of its own asks for
 * no log-in.
 */
export function runEnvironment(
  environment: Environment,
  args: readonly string[],
  run: (environment: Environment) => Running | undefined = findRunOf,
): Record<string, string> {
  const given = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value !== undefined && value.trim() !== '' ? [[name, value]] : [],
    ),
  );
  const found = run(environment);
  return { ...apiOf(found, given, args), ...kafkaOf(found, given, environment) };
}

function apiOf(
  run: Running | undefined,
  given: Record<string, string>,
  args: readonly string[],
): Record<string, string> {
  const { options, variables } = ELSEWHERE;
  const isElsewhere =
    args.some((arg) => options.some((option) => arg === option || arg.startsWith(`${option}=`))) ||
    variables.some((name) => name in given);
  if (isElsewhere || !run?.addresses || run.adminKey === undefined) return {};
  const { ingestion, subscription, dispatcher, 'retry-scheduler': retryScheduler } = run.addresses;
  return {
    POSTRIDER_INGESTION_URL: ingestion,
    POSTRIDER_MANAGEMENT_URL: subscription,
    POSTRIDER_DISPATCHER_URL: dispatcher,
    POSTRIDER_RETRY_SCHEDULER_URL: retryScheduler,
    POSTRIDER_ADMIN_KEY: run.adminKey,
  };
}

function kafkaOf(
  run: Running | undefined,
  given: Record<string, string>,
  environment: Environment,
): Record<string, string> {
  if ('KAFKA_BROKERS' in given) return given;
  const KAFKA_BROKERS = run?.brokers ?? `127.0.0.1:${launcherConfig(environment).KAFKA_PORT ?? USUAL_PORT}`;
  return { ...withoutKafkaLogin(given), KAFKA_BROKERS };
}

const findRunOf = (environment: Environment): Running | undefined => findRun(stateOf(launcherConfig(environment)));
