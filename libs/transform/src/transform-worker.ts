import type { Transform } from '@postrider/schemas';
import { Piscina } from 'piscina';
import { ScriptRunner } from './script-runner.js';
import type { ScriptFault, ScriptLimits, ScriptRun, TransformResult } from './script.js';

/** What a thread of the pool is asked for. */
export type WorkerTask =
  | { readonly kind: 'run'; readonly run: ScriptRun }
  | { readonly kind: 'check'; readonly tenant: string; readonly transform: Transform };

const runner = new ScriptRunner(Piscina.workerData as ScriptLimits);

/** One task after another: a thread of the pool has no more than one. */
export default function work(task: WorkerTask): Promise<TransformResult | ScriptFault | undefined> {
  return task.kind === 'run' ? runner.run(task.run) : runner.check(task.tenant, task.transform);
}
