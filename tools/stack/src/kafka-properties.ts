/** What a broker of ours is started with. */
export interface BrokerSettings {
  readonly port: number;
  readonly controllerPort: number;
  readonly dataDirectory: string;
  /** Settings of Kafka's own that replace or add to ours. */
  readonly overrides?: Readonly<Record<string, string>>;
}

/**
 * server.properties of a single node that is broker and controller at once, reachable from this machine alone.
 * Where a value differs from Kafka's default, the reason stands beside it.
 */
export function brokerProperties({ port, controllerPort, dataDirectory, overrides = {} }: BrokerSettings): string {
  const settings: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'log.dirs': dataDirectory,
    // As in production: a topic with a typo in its name must not come into being.
    'auto.create.topics.enable': 'false',
    // One node can't keep three replicas.
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    // 50 partitions would each be loaded by the first consumer, and again after every restart.
    'offsets.topic.num.partitions': '4',
    // By default a group's first member waits 3 s for others before it gets a partition.
    'group.initial.rebalance.delay.ms': '0',
    // After SIGKILL the controller believes in the old broker for this long, 9 s by default, and refuses the new one.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    // 128 MiB by default, which would be a quarter of the heap.
    'log.cleaner.dedupe.buffer.size': String(16 * 1024 * 1024),
    ...overrides,
  };
  return lines(settings);
}

/** Log4j's configuration: warnings and errors, on standard output. */
export function brokerLogging(): string {
  return lines({
    // Kafka ends Log4j itself; a second hook only warns that it comes too late.
    shutdownHook: 'disable',
    status: 'error',
    'appender.out.type': 'Console',
    'appender.out.name': 'out',
    'appender.out.layout.type': 'PatternLayout',
    'appender.out.layout.pattern': '%d{ISO8601} %p %c{1} %m%n',
    'rootLogger.level': 'warn',
    'rootLogger.appenderRef.out.ref': 'out',
  });
}

/** In java.util.Properties a backslash begins an escape, also within a path. */
const lines = (properties: Readonly<Record<string, string>>): string =>
  Object.entries(properties)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('');
