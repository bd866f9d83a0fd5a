/** Variables by name, as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of this process, as they are. */
export const ownEnvironment: Environment = process.env;

/** What a test runner or npm sets for itself, and what would make a service behave as if it were under test. */
const NOT_INHERITED = new Set(['NODE_ENV', 'JEST_WORKER_ID', 'PORT']);

/** This process's variables as a service may have them: without those that are about this process alone. An empty one counts as unset. */
export function inheritedEnvironment(own: Environment = ownEnvironment): Record<string, string> {
  const inherited: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    if (value === undefined || NOT_INHERITED.has(name) || name.startsWith('npm_')) continue;
    const kept = name === 'NODE_OPTIONS' ? value.replace('--experimental-vm-modules', '').trim() : value;
    if (kept !== '') inherited[name] = kept;
  }
  return inherited;
}

/** The same without how to log in to somebody else's Kafka: ours speaks plain text and asks for no name. */
export function withoutKafkaLogin(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => name !== 'KAFKA_SSL' && !name.startsWith('KAFKA_SASL_')),
  );
}

/** Addresses of this machine itself, which endpoints may have while one tries things out; production allows none. */
export const LOOPBACK_CIDRS = '127.0.0.0/8,::1/128';
