import type { Scene } from './scene.js';
import type { WorldKind } from './world.js';

/** Faults as long as they're meant to be, under full load; or just long enough to show what they would do. */
export type Form = 'long' | 'short';

/** What is looked at once everything has settled. */
export type Aftermath = () => Promise<void>;

/** Something that happens to Postrider under load. */
export interface Scenario {
  readonly name: string;
  /** What happens, in a few words. */
  readonly what: string;
  /** What is checked beyond what is checked after every scenario, in a sentence; none when left out. */
  readonly promise?: string;
  /** How long the fault lasts, in seconds. */
  readonly seconds: Readonly<Record<Form, number>>;
  /** For how long after its end traffic is watched at least: what dies may be missed only when its session ends. */
  readonly watchSeconds: number;
  readonly world?: WorldKind;
  /** Does it, and resolves when the fault is over. */
  inflict(scene: Scene): Promise<Aftermath | undefined>;
}
