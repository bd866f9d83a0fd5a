import { setTimeout as wait } from 'node:timers/promises';
import type { Progress } from '@postrider/stack';
import { launcherConfig } from './launcher.config.js';
import { LocalPostrider, stateOf } from './local-postrider.js';
import { findRun, type Addresses } from './run-file.js';

/** A Postrider to use. */
export interface FoundStack {
  readonly addresses: Addresses;
  readonly adminKey: string;
  /** Whether it was started for the caller, and so ends with {@link stop}. */
  readonly isOwn: boolean;
  /** Ends a stack of the caller's own; one that ran before goes on. */
  stop(): Promise<void>;
}

export interface FindOptions {
  readonly say: (line: string) => void;
  readonly progress: Progress;
  /** The folder that holds each service's project; the checkout's apps when left out. */
  readonly apps?: string;
}

/** How long another process's start is waited for. */
const START_PATIENCE_MS = 180_000;

/** The stack that `npm start` runs from this checkout, once it's ready; else one that is started now. */
export async function findOrStartStack(options: FindOptions): Promise<FoundStack> {
  const config = launcherConfig();
  const state = stateOf(config);
  const deadline = performance.now() + START_PATIENCE_MS;
  for (let run = findRun(state); run && performance.now() < deadline; run = findRun(state)) {
    const { addresses, adminKey } = run;
    if (addresses && adminKey !== undefined)
      return { addresses, adminKey, isOwn: false, stop: () => Promise.resolve() };
    options.progress('waiting for the Postrider that is being started');
    await wait(100);
  }
  const own = await LocalPostrider.start({ ...options, config });
  return { addresses: own.addresses, adminKey: own.adminKey, isOwn: true, stop: () => own.stop() };
}
