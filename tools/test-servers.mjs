// Jest's global set-up for tests on real parts: one broker and one Postgres for the run, named by the variables that
// the services read. Servers given by those variables are used as they are.
export default async function start() {
  if (process.env.KAFKA_BROKERS && process.env.DATABASE_URL) return undefined;
  const { startTestServers } = await import('@postrider/stack');
  const servers = await startTestServers();
  process.env.KAFKA_BROKERS = servers.brokers;
  process.env.DATABASE_URL = servers.databaseUrl;
  globalThis.postriderTestServers = servers;
}
