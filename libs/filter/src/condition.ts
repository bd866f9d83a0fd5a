import type { ExactJson } from './exact-json.js';
import type { Effort } from './effort.js';

/**
 * A filter, read: what is asked of a value. `path` is the JSON Pointer to where in the filter it's asked, for who wants to
 * know why an event doesn't match.
 */
export type Condition =
  /** Of a member of the value. */
  | { readonly kind: 'member'; readonly name: string; readonly inside: Condition }
  /** All of these, of the same value. */
  | { readonly kind: 'and'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  /** Of at least one item of a list. */
  | { readonly kind: 'any'; readonly path: string; readonly condition: Condition }
  /** Of every item of a list that has some. */
  | { readonly kind: 'all'; readonly path: string; readonly condition: Condition }
  | { readonly kind: 'exists'; readonly path: string; readonly wanted: boolean }
  | Test;

/** Of the value itself, which is there. */
export interface Test {
  readonly kind: 'test';
  readonly path: string;
  holds(value: ExactJson, effort: Effort): boolean;
}

/** One thing that is wrong with a filter: where, as names and places from its root, and what, as a clause about that. */
export interface Fault {
  readonly path: Path;
  readonly message: string;
}

export type Path = readonly (string | number)[];

/** A path as a JSON Pointer (RFC 6901). */
export const pointerOf = (path: Path): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
