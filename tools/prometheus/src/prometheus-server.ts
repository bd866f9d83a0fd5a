import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  GuardedProcess,
  lastWords,
  leasePort,
  ownEnvironment,
  reasonOf,
  StackError,
  TemporaryFolder,
  type Progress,
} from '@postrider/stack';
import { PrometheusApi } from './prometheus-api.js';
import { prometheusBinaries } from './prometheus-binaries.js';

/** What stands in prometheus.yml, as data: JSON is YAML. */
export type PrometheusConfig = Readonly<Record<string, unknown>>;

export interface PrometheusOptions {
  readonly config: PrometheusConfig;
  /** Where data and the log live, kept from an earlier run; a temporary folder when left out, gone when it's stopped. */
  readonly directory?: string;
  /** A free one when left out. */
  readonly port?: number;
  readonly progress?: Progress;
}

const START_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 10_000;

/** A Prometheus on this machine, on the loopback address. */
export class PrometheusServer {
  private constructor(
    readonly address: string,
    readonly api: PrometheusApi,
    readonly logFile: string,
    private readonly running: GuardedProcess,
    private readonly folder: TemporaryFolder | undefined,
  ) {}

  /** Starts one and resolves when it's ready; rejects with a {@link StackError}, and nothing of it runs then. */
  static async start({ config, directory, port, progress }: PrometheusOptions): Promise<PrometheusServer> {
    const { prometheus, assets } = await prometheusBinaries({ progress });
    const folder = directory === undefined ? await TemporaryFolder.create() : undefined;
    const home = directory ?? folder?.path ?? '';
    const listen = `127.0.0.1:${port ?? (await leasePort())}`;
    const address = `http://${listen}`;
    const configFile = join(home, 'prometheus.yml');
    const logFile = join(home, 'prometheus.log');
    await mkdir(home, { recursive: true });
    await writeFile(configFile, JSON.stringify(config, undefined, 2));
    const running = await GuardedProcess.start({
      command: prometheus,
      args: [
        `--config.file=${configFile}`,
        `--storage.tsdb.path=${join(home, 'data')}`,
        `--web.listen-address=${listen}`,
        '--enable-feature=exemplar-storage',
        ...(assets === undefined ? [] : [`--web.local-assets=${assets}/`]),
      ],
      directory: home,
      environment: ownEnvironment,
      endSignal: 'SIGTERM',
      logFile,
    });
    const server = new PrometheusServer(address, new PrometheusApi(address), logFile, running, folder);
    try {
      await server.#untilReady();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Settles when it ended. */
  async exited(): Promise<void> {
    await this.running.exited;
  }

  /** Ends it; what it kept in a temporary folder is gone. */
  async stop(): Promise<void> {
    await this.running.stop(STOP_PATIENCE_MS);
    await this.folder?.remove();
  }

  async #untilReady(): Promise<void> {
    const deadline = performance.now() + START_PATIENCE_MS;
    let answer = 'no answer';
    while (this.running.running && performance.now() < deadline) {
      try {
        const { status } = await fetch(`${this.address}/-/ready`, { signal: AbortSignal.timeout(2000) });
        if (status === 200) return;
        answer = String(status);
      } catch (error) {
        answer = reasonOf(error);
      }
      await wait(50);
    }
    const words = lastWords(this.running.said());
    throw new StackError('start-failed', `Prometheus didn't get ready (${answer}); it said last: ${words}`);
  }
}
