import type { Log } from '@postrider/observability';
import {
  resealAnswers,
  resealEndpoints,
  sealedOtherwise,
  sentAmong,
  unsentChanges,
  type Resealed,
  type Resealing,
  type SealedPlace,
  type Sql,
} from '@postrider/persistence';
import type { SecretBox } from '@postrider/secrets';
import type { Clock } from '@postrider/time';
import { contextOf } from './contexts.js';

/** Rows of one transaction: each is locked until the registry's outbox has it too. */
const AT_ONCE = 200;
/** What was locked, or written by a service that still seals under the old key, is looked for again. */
const ROUNDS = 3;
const BETWEEN_ROUNDS_MS = 1000;
/** More changes than that don't wait for the registry at a time. */
const MOST_UNSENT = 100_000;
/** Far more than a relay takes that is there. */
const REGISTRY_PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 500;

/** What came of it: only when all is `done` an older key can go. */
export type ResealOutcome =
  | { readonly kind: 'done'; readonly values: number }
  /** Values that no key opens, or that are written under an older key all the time. */
  | { readonly kind: 'left'; readonly endpoints: number; readonly answers: number }
  /** The registry still has what is sealed under an older key: no relay runs, or it can't reach Kafka. */
  | { readonly kind: 'unsent'; readonly changes: number };

/** What it takes to seal again. */
export interface ResealWorld {
  readonly sql: Sql;
  readonly box: SecretBox;
  readonly clock: Clock;
  readonly log: Log;
  readonly atOnce?: number;
  readonly registryPatienceMs?: number;
}

/**
 * Seals all again that isn't sealed under the first key, some rows at a time, and waits until the registry has it.
 * Stopped and started again it goes on where it was: what is sealed under the first key needs nothing.
 */
export async function resealAll(world: ResealWorld): Promise<ResealOutcome> {
  const { sql, box, clock, log, atOnce = AT_ONCE } = world;
  const resealing: Resealing = {
    prefix: box.prefix,
    atOnce,
    sealAgain: (sealed, place) => sealAgain(world, sealed, place),
  };
  let values = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const left = await sealedOtherwise(sql, box.prefix);
    if (left.endpoints + left.answers === 0) break;
    if (round > 1) await clock.wait(BETWEEN_ROUNDS_MS);
    log.info({ ...left, round }, 'reseal.begun');
    const note = (step: number) => {
      values += step;
      log.info({ values }, 'values.resealed');
    };
    await each('', (after) => resealEndpoints(sql, resealing, after), note);
    await each<readonly [string, string]>(['', ''], (after) => resealAnswers(sql, resealing, after), note);
  }
  const left = await sealedOtherwise(sql, box.prefix);
  if (left.endpoints + left.answers > 0) return { kind: 'left', ...left };
  const unsent = await untilSent(world);
  return unsent > 0 ? { kind: 'unsent', changes: unsent } : { kind: 'done', values };
}

function sealAgain({ box, log }: ResealWorld, sealed: string, place: SealedPlace): string | undefined {
  const context = contextOf(place);
  const opened = box.open(sealed, context);
  if (opened.kind === 'opened') return box.seal(opened.plaintext, context);
  log.error({ place, reason: opened.reason }, 'value.not-opened');
  return undefined;
}

async function each<T>(
  first: T,
  step: (after: T) => Promise<Resealed<T>>,
  note: (values: number) => void,
): Promise<void> {
  for (let after: T | undefined = first; after !== undefined;) {
    const { values, next }: Resealed<T> = await step(after);
    if (values > 0) note(values);
    after = next;
  }
}

/** Waits until the registry has what it hasn't yet; answers how many changes it still lacks when its time is up. */
async function untilSent({ sql, clock, log, registryPatienceMs = REGISTRY_PATIENCE_MS }: ResealWorld): Promise<number> {
  const changes = await unsentChanges(sql, MOST_UNSENT);
  const untilMs = clock.monotonic() + registryPatienceMs;
  for (;;) {
    const unsent = changes.length - (await sentAmong(sql, changes)).length;
    if (unsent === 0 || clock.monotonic() >= untilMs) return unsent;
    log.info({ unsent }, 'reseal.registry-awaited');
    await clock.wait(LOOK_AGAIN_MS);
  }
}
