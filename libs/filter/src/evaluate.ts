import type { Condition } from './condition.js';
import type { Effort } from './effort.js';
import { isList, isObject, type ExactJson } from './exact-json.js';
import { FilteredEvent } from './filtered-event.js';

/** Where a condition is asked: of an event, or of some value in it; undefined where there is nothing. */
export type Place = FilteredEvent | ExactJson | undefined;

/**
 * Whether a condition holds; undefined when that would depend on what isn't there. It's Kleene's logic of three values:
 * what is absent could be anything, so a condition holds only if it would hold whatever stood there. Hence `$not` and
 * `$ne` of an absent key don't hold, and laws such as De Morgan's do.
 */
export function evaluate(condition: Condition, place: Place, effort: Effort): boolean | undefined {
  effort.spend(1);
  switch (condition.kind) {
    case 'member':
      return evaluate(condition.inside, memberOf(place, condition.name), effort);
    case 'and':
      return every(condition.conditions, (one) => evaluate(one, place, effort));
    case 'or':
      return some(condition.conditions, (one) => evaluate(one, place, effort));
    case 'not':
      return negated(evaluate(condition.condition, place, effort));
    case 'any':
      if (place === undefined || place instanceof FilteredEvent) return undefined;
      return isList(place) && some(place, (item) => evaluate(condition.condition, item, effort));
    case 'all':
      if (place === undefined || place instanceof FilteredEvent) return undefined;
      return isList(place) && place.length > 0 && every(place, (item) => evaluate(condition.condition, item, effort));
    case 'exists':
      return (place !== undefined) === condition.wanted;
    case 'test':
      if (place === undefined || place instanceof FilteredEvent) return undefined;
      return condition.holds(place, effort);
  }
}

/** What an object has under a name of its own. */
export function memberOf(place: Place, name: string): ExactJson | undefined {
  if (place instanceof FilteredEvent) return place.member(name);
  return place !== undefined && isObject(place) && Object.hasOwn(place, name) ? place[name] : undefined;
}

function every<T>(items: readonly T[], verdictOf: (item: T) => boolean | undefined): boolean | undefined {
  let verdict: boolean | undefined = true;
  for (const item of items) {
    const one = verdictOf(item);
    if (one === false) return false;
    if (one === undefined) verdict = undefined;
  }
  return verdict;
}

const some = <T>(items: readonly T[], verdictOf: (item: T) => boolean | undefined): boolean | undefined =>
  negated(every(items, (item) => negated(verdictOf(item))));

const negated = (verdict: boolean | undefined): boolean | undefined => (verdict === undefined ? undefined : !verdict);
