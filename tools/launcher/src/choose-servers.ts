import { OLDEST_JAVA, type Java } from '@postrider/stack';

/** What is known about Docker: `ready` means that an engine answered and `docker compose` exists. */
export type Docker = 'ready' | 'no-engine' | 'no-compose' | 'missing';

/** Whether Kafka's jars are here, or Maven could fetch them. */
export type KafkaJars = 'here' | 'fetchable' | 'out-of-reach';

/** What was found on this machine. What wasn't looked for, because something before it in the order was found, is left out. */
export interface Findings {
  readonly kafkaGiven: boolean;
  readonly databaseGiven: boolean;
  readonly docker?: Docker;
  readonly java?: Java;
  readonly kafkaJars?: KafkaJars;
  /** Whether npm installed a Postgres for this platform. */
  readonly embeddedPostgres?: boolean;
}

/** Where a server comes from: a variable names it, Docker runs it, or we do. */
export type Origin = 'given' | 'docker' | 'own';

export type Choice =
  | { readonly kind: 'chosen'; readonly kafka: Origin; readonly postgres: Origin }
  | { readonly kind: 'nothing'; readonly sentence: string };

/**
 * Decides where Kafka and Postgres come from, in this order: the variables, a Docker engine, this machine's own Java
 * and the Postgres that npm installed. When one can't be had, says in one sentence what the three choices are and what
 * each of them lacks.
 */
export function chooseServers(findings: Findings): Choice {
  const otherwise = findings.docker === 'ready' ? 'docker' : 'own';
  const kafka = findings.kafkaGiven ? 'given' : otherwise;
  const postgres = findings.databaseGiven ? 'given' : otherwise;
  const lacking = [
    ...(kafka === 'own' ? lackingForKafka(findings) : []),
    ...(postgres === 'own' ? lackingForPostgres(findings) : []),
  ];
  if (lacking.length === 0) return { kind: 'chosen', kafka, postgres };
  const wanted = [...(kafka === 'own' ? ['Apache Kafka'] : []), ...(postgres === 'own' ? ['Postgres'] : [])];
  const variables = [...(kafka === 'own' ? ['KAFKA_BROKERS'] : []), ...(postgres === 'own' ? ['DATABASE_URL'] : [])];
  return {
    kind: 'nothing',
    sentence:
      `Postrider needs ${wanted.join(' and ')}, and there are three ways to it: set ${variables.join(' and ')}; ` +
      `or start a Docker engine (${DOCKER_LACKS[findings.docker ?? 'missing']}); ` +
      `or let it run its own, which takes Java ${OLDEST_JAVA} or newer and Maven (${lacking.join(', ')}).`,
  };
}

const DOCKER_LACKS: Readonly<Record<Docker, string>> = {
  ready: 'one answers',
  missing: 'no docker command was found',
  'no-engine': 'docker is installed, but no engine answers',
  'no-compose': 'an engine answers, but there is no docker compose',
};

function lackingForKafka({ java, kafkaJars }: Findings): string[] {
  const lacking: string[] = [];
  if (java?.kind === 'too-old') lacking.push(`the Java found is ${java.version}`);
  else if (java?.kind !== 'found') lacking.push('no Java was found');
  if (kafkaJars !== 'here' && kafkaJars !== 'fetchable') lacking.push('no Maven was found');
  return lacking;
}

const lackingForPostgres = ({ embeddedPostgres }: Findings): string[] =>
  embeddedPostgres === true ? [] : ['npm has no Postgres for this platform'];
