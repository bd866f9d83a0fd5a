import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { FolderClaim } from './folder-claim.js';
import { leasePort } from './free-port.js';
import { GuardedProcess, type Exit } from './guarded-process.js';
import { findJava, OLDEST_JAVA } from './java.js';
import { kafkaJars } from './kafka-jars.js';
import { countBrokers } from './kafka-probe.js';
import { brokerLogging, brokerProperties } from './kafka-properties.js';
import { lastWords } from './last-words.js';
import type { Progress } from './progress.js';
import { StackError } from './stack-error.js';

export interface KafkaOptions {
  /** Where data, settings and the log live; what is there from an earlier run is kept. */
  readonly directory: string;
  /** A free one when left out, the same one over restarts. */
  readonly port?: number;
  /** The JVM's heap, in MiB. */
  readonly heapMb?: number;
  /** Settings of Kafka's own, by their names in server.properties. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly progress?: Progress;
}

/** A start takes 3 s on an idle machine; recovery after a crash reads back what wasn't flushed. */
const START_PATIENCE_MS = 90_000;
const STOP_PATIENCE_MS = 10_000;
/**
 * For a broker that shares a small machine with all else: the second compiler and a concurrent collector take more of two
 * cores than they give back within minutes (CPU per record, cold and warm: 0.36 and 0.13 ms; without them 0.21 and 0.10).
 */
const JVM_FLAGS = ['-Djava.awt.headless=true', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** An Apache Kafka of one node in KRaft mode, from the jars that Maven fetched, on this machine's loopback address. */
export class KafkaServer {
  readonly #options: KafkaOptions;
  #ports: { broker: number; controller: number } | undefined;
  #claim: FolderClaim | undefined;
  #process: GuardedProcess | undefined;

  private constructor(options: KafkaOptions) {
    this.#options = options;
  }

  /**
   * Starts a broker and resolves when it takes requests. Rejects with a {@link StackError}: no Java, no Maven, or a
   * broker that ended while starting, with what it said last.
   */
  static async start(options: KafkaOptions): Promise<KafkaServer> {
    const server = new KafkaServer(options);
    await server.start();
    return server;
  }

  /** host:port, for clients. */
  get brokers(): string {
    return `127.0.0.1:${this.port}`;
  }

  get port(): number {
    if (!this.#ports) throw new Error('The broker was never started.');
    return this.#ports.broker;
  }

  get pid(): number | undefined {
    return this.#process?.running ? this.#process.pid : undefined;
  }

  get dataDirectory(): string {
    return join(this.#options.directory, 'data');
  }

  get logFile(): string {
    return join(this.#options.directory, 'kafka.log');
  }

  /** Settles when the broker's present process ended; at once when there is none. */
  exited(): Promise<Exit> {
    return this.#process?.exited ?? Promise.resolve({ code: 0, signal: null });
  }

  /** Starts it again, after {@link stop}, {@link kill} or a crash, on the same port and data. */
  async start(): Promise<void> {
    if (this.#process?.running) throw new Error('The broker runs already.');
    const java = await javaCommand();
    const { directory, progress } = this.#options;
    const libs = await kafkaJars(progress ?? (() => undefined));
    await mkdir(directory, { recursive: true });
    this.#claim ??= await FolderClaim.take(directory);
    try {
      await this.#run(java, libs);
    } catch (error) {
      await this.#process?.kill();
      this.#release();
      throw error;
    }
  }

  /** Ends it in order; after `patienceMs` by force, which costs a recovery at the next start and loses nothing. */
  async stop(patienceMs = STOP_PATIENCE_MS): Promise<void> {
    await this.#process?.stop(patienceMs);
    this.#release();
  }

  /** Ends it as a power cut of the process would: SIGKILL. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  async restart(): Promise<void> {
    await this.#process?.stop(STOP_PATIENCE_MS);
    await this.start();
  }

  /** Freezes it: connections stay open, nothing is answered. */
  pause(): void {
    this.#process?.signal('SIGSTOP');
  }

  continue(): void {
    this.#process?.signal('SIGCONT');
  }

  async #run(java: string, libs: string): Promise<void> {
    const { directory, settings, heapMb = 512 } = this.#options;
    const ports = (this.#ports ??= {
      broker: this.#options.port ?? (await leasePort()),
      controller: await leasePort(),
    });
    const { dataDirectory } = this;
    const properties = join(directory, 'server.properties');
    const logging = join(directory, 'log4j2.properties');
    await writeFile(
      properties,
      brokerProperties({ port: ports.broker, controllerPort: ports.controller, dataDirectory, overrides: settings }),
    );
    await writeFile(logging, brokerLogging());
    const flags = [...JVM_FLAGS, `-Dlog4j2.configurationFile=${logging}`, '-cp', join(libs, '*')];
    if (!existsSync(dataDirectory)) await this.#format(java, flags);
    this.#process = await GuardedProcess.start({
      command: java,
      args: [`-Xms${heapMb}m`, `-Xmx${heapMb}m`, ...flags, 'kafka.Kafka', properties],
      directory,
      endSignal: 'SIGTERM',
      logFile: this.logFile,
    });
    this.#claim?.note(this.#process.pid);
    await this.#untilReady(this.#process, ports.broker);
  }

  /** Formats a draft of the data folder and moves it into place, so that a format that was cut short is done again. */
  async #format(java: string, flags: readonly string[]): Promise<void> {
    const { directory } = this.#options;
    const draft = join(directory, 'data.draft');
    const properties = join(directory, 'format.properties');
    await rm(draft, { recursive: true, force: true });
    await writeFile(properties, brokerProperties({ port: 1, controllerPort: 2, dataDirectory: draft }));
    const tool = await GuardedProcess.start({
      command: java,
      args: [...flags, 'kafka.tools.StorageTool', 'format', '--cluster-id', newClusterId(), '--config', properties],
      directory,
      endSignal: 'SIGTERM',
      logFile: this.logFile,
    });
    const { code } = await tool.exited;
    if (code !== 0) throw this.#failed(`couldn't format ${directory}`, tool);
    await rename(draft, this.dataDirectory);
  }

  async #untilReady(running: GuardedProcess, port: number): Promise<void> {
    const deadline = performance.now() + START_PATIENCE_MS;
    while (performance.now() < deadline) {
      if (!running.running) throw this.#failed('ended while it started', running);
      const brokers = await countBrokers({ host: '127.0.0.1', port, timeoutMs: 2000 }).catch(() => 0);
      if (brokers > 0) return;
      await wait(50);
    }
    throw this.#failed(`wasn't ready after ${START_PATIENCE_MS / 1000} s`, running);
  }

  #failed(what: string, program: GuardedProcess): StackError {
    const words = lastWords(program.said());
    return new StackError('start-failed', `Kafka ${what}; its log, ${this.logFile}, ends with: ${words}`);
  }

  #release(): void {
    this.#claim?.release();
    this.#claim = undefined;
  }
}

/** The data's identity, as Kafka’s own tools make it: data that is new is another cluster, and the services must know. */
function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  // A tool would take it for an option.
  return id.startsWith('-') ? newClusterId() : id;
}

async function javaCommand(): Promise<string> {
  const java = await findJava();
  if (java.kind === 'found') return java.command;
  if (java.kind === 'missing') {
    throw new StackError(
      'java-missing',
      `Java ${OLDEST_JAVA} or newer is needed to run Apache Kafka, and none was found.`,
    );
  }
  throw new StackError(
    'java-too-old',
    `Java ${OLDEST_JAVA} or newer is needed to run Apache Kafka; the one found is ${java.version}.`,
  );
}
