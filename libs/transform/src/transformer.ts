import type { Transform } from '@postrider/schemas';
import type { Clock } from '@postrider/time';
import { Piscina } from 'piscina';
import type { ScriptFault, ScriptLimits, ScriptRun, TransformResult } from './script.js';
import { TenantShares, type ShareLimits } from './tenant-shares.js';
import type { WorkerTask } from './transform-worker.js';

/**
 * What a script gets beside its limits until its thread is ended, should nothing else have stopped it. It's of the wall clock, which
 * also runs while a thread starts and while the whole machine stands still: that's nothing to tell an author, or to lose an event for.
 */
const PATIENCE_MS = 30_000;
/** QuickJS finds the end of its own stack before this one's. */
const STACK_MB = 16;
/** Of what V8 keeps of a thread's own objects; scripts have theirs in WebAssembly. */
const HEAP_MB = 128;

const WORKER_URL = new URL('./transform-worker.js', import.meta.url);

/** What a transformer is made of. */
export interface TransformerOptions extends ScriptLimits, Omit<ShareLimits, 'atOnce'> {
  readonly threads: number;
  /** The thread's program; that of this library unless given. */
  readonly worker?: URL;
}

/**
 * Runs transformations in threads of their own. The pool has the threads, begins one anew that has to be ended, and
 * is given no more than it has threads: what waits, waits here, where tenants have their turns.
 */
export class Transformer {
  readonly #pool: Piscina<WorkerTask, TransformResult | ScriptFault | undefined>;
  readonly #shares: TenantShares;

  constructor(
    private readonly options: TransformerOptions,
    private readonly clock: Clock,
  ) {
    const { threads, timeMs, memoryBytes, outputBytes, worker = WORKER_URL } = options;
    const limits: ScriptLimits = { timeMs, memoryBytes, outputBytes };
    this.#shares = new TenantShares({ ...options, atOnce: threads }, clock);
    this.#pool = new Piscina({
      filename: worker.href,
      // Threads are started by the first that needs one.
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: 60_000,
      workerData: limits,
      // Nothing of the service's own configuration is to be found there.
      env: {},
      execArgv: [],
      resourceLimits: { stackSizeMb: STACK_MB, maxOldGenerationSizeMb: HEAP_MB },
    });
  }

  /** How many wait for their tenant's turn. */
  get waiting(): number {
    return this.#shares.waiting;
  }

  /** Runs a transformation; never rejects for what it does. */
  async run(run: ScriptRun): Promise<TransformResult> {
    const startMs = this.clock.monotonic();
    const result = await this.#shares.take(run.tenant, () => this.#work({ kind: 'run', run }));
    if (result === undefined)
      return {
        kind: 'failed',
        reason: 'overloaded',
        message: 'transformations of its tenant left it no time',
        durationMs: 0,
      };
    if (result === 'ended') {
      const durationMs = this.clock.monotonic() - startMs;
      return {
        kind: 'failed',
        reason: 'timeout',
        message: 'it took longer than it may, and its thread was ended',
        durationMs,
      };
    }
    return result as TransformResult;
  }

  /** What is wrong with a script, as far as that shows without running it; `busy` when its tenant has too much under way. */
  async check(tenant: string, transform: Transform): Promise<ScriptFault | 'busy' | undefined> {
    const fault = await this.#shares.take(tenant, async () => ({
      is: await this.#work({ kind: 'check', tenant, transform }),
    }));
    if (fault === undefined) return 'busy';
    return fault.is === 'ended'
      ? { message: 'reading it takes longer than it may' }
      : (fault.is as ScriptFault | undefined);
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  /** `ended` when the thread had to be. */
  async #work(task: WorkerTask): Promise<TransformResult | ScriptFault | 'ended' | undefined> {
    const deadline = new AbortController();
    const cancel = this.clock.after(this.options.timeMs + PATIENCE_MS, () => deadline.abort());
    try {
      return await this.#pool.run(task, { signal: deadline.signal });
    } catch (error) {
      if (deadline.signal.aborted || isOutOfMemory(error)) return 'ended';
      throw error;
    } finally {
      cancel();
    }
  }
}

const isOutOfMemory = (error: unknown): boolean =>
  (error as { readonly code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
