import { pointerOf, type Condition } from './condition.js';
import type { Effort } from './effort.js';
import { evaluate, memberOf, type Place } from './evaluate.js';

/** Why an event doesn't match: the JSON Pointer into the filter, and what is so there. */
export interface Reason {
  readonly path: string;
  readonly message: string;
}

/** Asked of a place that has this JSON Pointer in the event. */
interface Asked {
  readonly place: Place;
  readonly at: string;
}

/**
 * What keeps a condition from being as it's wanted, at the places in the filter that decide it; nothing when it is so.
 * Says where, never what stands there.
 */
export function whyNot(condition: Condition, asked: Asked, wanted: boolean, effort: Effort): readonly Reason[] {
  const { place, at } = asked;
  const verdict = evaluate(condition, place, effort);
  if (verdict === wanted) return [];
  switch (condition.kind) {
    case 'member': {
      const inside = { place: memberOf(place, condition.name), at: at + pointerOf([condition.name]) };
      return whyNot(condition.inside, inside, wanted, effort);
    }
    case 'and':
    case 'or':
      return condition.conditions.flatMap((one) => whyNot(one, asked, wanted, effort));
    case 'not':
      return whyNot(condition.condition, asked, !wanted, effort);
    case 'any':
    case 'all':
    case 'exists':
    case 'test':
      return [{ path: condition.path, message: sentence(at, verdict) }];
  }
}

function sentence(at: string, verdict: boolean | undefined): string {
  if (verdict === undefined) return `asks for what the event lacks, at ${at} or inside of it`;
  return verdict ? `holds at ${at}, and should not` : `does not hold at ${at}`;
}
