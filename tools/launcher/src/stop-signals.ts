import { ownEnvironment, parentOf } from '@postrider/stack';

/** How the process is asked to end. */
export interface StopRequests {
  /** Called once, at the first request. */
  readonly stop: (why: string) => void;
  /** Called at a second one: whoever asks doesn't want to wait. */
  readonly stopNow: () => void;
}

/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm. What comes this soon is the same one. */
const SAME_REQUEST_MS = 300;
const PARENT_CHECK_MS = 1000;

/**
 * Listens to everything that means "end": Ctrl-C, SIGTERM, a closed terminal, and, when npm runs us, npm's own death,
 * of which no signal tells. Keeps the process alive until then.
 */
export function onStopRequest({ stop, stopNow }: StopRequests): void {
  let firstAtMs: number | undefined;
  const asked = (why: string): void => {
    const nowMs = performance.now();
    if (firstAtMs === undefined) {
      firstAtMs = nowMs;
      stop(why);
    } else if (nowMs - firstAtMs > SAME_REQUEST_MS) {
      stopNow();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => asked(signal));
  const launchedBy = ancestry();
  setInterval(() => {
    if (launchedBy !== undefined && firstAtMs === undefined && ancestry() !== launchedBy) asked('npm ended');
  }, PARENT_CHECK_MS);
}

/** Who runs us when npm does: a shell, run by npm. It changes when either of them dies. */
function ancestry(): string | undefined {
  if (ownEnvironment.npm_lifecycle_event === undefined) return undefined;
  return `${process.ppid} ${parentOf(process.ppid)}`;
}
