import { fork, type ChildProcess } from 'node:child_process';
import { plainClient } from '../load/grouped-producer.js';
import type { Destination } from '../load/publish.js';
import { BARE_PARTITIONS, bareRoles, bareTopics, type BareJob } from './bare-job.js';

/** What the bare pipeline runs on. */
export interface BareSurroundings {
  readonly brokers: string;
  readonly databaseUrl: string;
  readonly receiverPort: number;
}

const READY_PATIENCE_MS = 30_000;

/**
 * The yardstick: what this Kafka, this Postgres and Node can do with no features and no promises. An event takes two
 * topics, is signed, posted and logged in batches; a crash loses it, nobody is kept apart, and nothing is checked.
 */
export class BarePipeline {
  private constructor(
    private readonly processes: readonly ChildProcess[],
    private readonly port: number,
  ) {}

  static async start({ brokers, databaseUrl, receiverPort }: BareSurroundings): Promise<BarePipeline> {
    const admin = await plainClient(brokers, 'bench-bare').admin();
    const names = Object.values(bareTopics);
    await admin.create(names.map((name) => ({ name, partitions: BARE_PARTITIONS, replication: 1, settings: {} })));
    await admin.disconnect();
    const started: { child: ChildProcess; port: number }[] = [];
    try {
      for (const role of bareRoles) started.push(await startRole({ role, brokers, databaseUrl, receiverPort }));
    } catch (error) {
      for (const { child } of started) child.kill();
      throw error;
    }
    return new BarePipeline(
      started.map(({ child }) => child),
      Math.max(...started.map(({ port }) => port)),
    );
  }

  http(): Destination {
    return { kind: 'http', ports: [this.port], key: 'none' };
  }

  stop(): void {
    for (const child of this.processes) child.kill();
  }
}

/** Resolves when the role does its work, with the port that it listens on, or 0. */
function startRole(job: BareJob): Promise<{ child: ChildProcess; port: number }> {
  // A child ends by itself when this process does: its channel closes then.
  const child = fork(new URL('./bare-process.js', import.meta.url), [JSON.stringify(job)]);
  return new Promise((resolve, reject) => {
    const failed = (what: string): void => {
      child.kill();
      reject(new Error(`the bare pipeline's ${job.role} ${what}`));
    };
    const patience = setTimeout(() => failed('was not ready in time'), READY_PATIENCE_MS);
    child.once('exit', (code) => {
      clearTimeout(patience);
      failed(`ended with ${code}`);
    });
    child.once('message', (port) => {
      clearTimeout(patience);
      resolve({ child, port: Number(port) });
    });
  });
}
