export { Stack, type StackOptions } from './stack.js';
export { startTestServers, type TestServers } from './test-servers.js';
export { TemporaryFolder } from './temporary-folder.js';
export { KafkaServer, type KafkaOptions } from './kafka-server.js';
export { haveKafkaJars, kafkaJars } from './kafka-jars.js';
export { runKafkaTool } from './kafka-tool.js';
export { KAFKA_VERSION } from './kafka-pom.js';
export { findJava, hasMaven, OLDEST_JAVA, type Java } from './java.js';
export { PostgresServer, type PostgresOptions } from './postgres-server.js';
export { postgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
export { Service, startServices, type ServiceOptions } from './service.js';
export { defaultPorts, nodeFlags, serviceNames, type ServiceName } from './service-table.js';
export {
  inheritedEnvironment,
  LOOPBACK_CIDRS,
  ownEnvironment,
  withoutKafkaLogin,
  type Environment,
} from './environment.config.js';
export { migrate, type MigrationOptions } from './migrate.js';
export { keptKeys, type Keys } from './keys.js';
export { checkDatabase } from './check-database.js';
export { checkKafka } from './check-kafka.js';
export { GuardedProcess, killEverything, type Exit } from './guarded-process.js';
export { lastWords } from './last-words.js';
export { leasePort, portIsFree } from './free-port.js';
export { parentOf } from './process-table.js';
export { PidLock, type Holder, type Taking } from './pid-lock.js';
export { repositoryRoot, stateDirectory } from './repository-root.js';
export { codeOf, reasonOf, StackError, type StackProblem } from './stack-error.js';
export type { Progress } from './progress.js';
