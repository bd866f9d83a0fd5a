import { isKeywords, type SchemaKeywords } from '../map-schema.js';
import { pointerInto } from '../schema-fault.js';
import { arrayParts } from './array-parts.js';
import { conditionBreaks } from './condition-breaks.js';
import { conjunctsOf, type Conjunct, type LocatedSchema } from './located-schema.js';
import { objectParts, type Part } from './object-parts.js';
import { sameSchema } from './same-schema.js';
import { scalarBreaks } from './scalar-breaks.js';
import type { SchemaBreak } from './schema-break.js';
import { valueFacts, type ValueFacts } from './value-facts.js';

/** No more than this many are told. */
const MAX_BREAKS = 100;
/** Pairs of schemas that are looked at: many times what a schema of the largest size has places. */
const MAX_STEPS = 200_000;

class TooComplex extends Error {}

/**
 * How `after` breaks with `before`, both of them schemas that compile; nothing when it doesn't. Told is what might break: where nothing is
 * told, all data that fits `before` fits `after` too, as long as it has no members but those that `before` names. A new member that may be
 * left out is no break, though data may have had one of its name that nobody knew of.
 */
export function breaksBetween(before: unknown, after: unknown): readonly SchemaBreak[] {
  const [older, newer] = [
    { root: before, schema: before },
    { root: after, schema: after },
  ];
  const comparison = new Comparison();
  try {
    comparison.compare([older], newer, '');
  } catch (error) {
    if (!(error instanceof TooComplex) && !(error instanceof RangeError)) throw error;
    return [{ path: '', kind: 'too_complex', message: 'takes too much work to compare with what was before' }];
  }
  const told = new Map(comparison.breaks.map((each) => [JSON.stringify(each), each]));
  return [...told.values()].slice(0, MAX_BREAKS);
}

class Comparison {
  readonly breaks: SchemaBreak[] = [];
  #steps = 0;
  /** What is being compared, or has been: a schema may lead back to itself. */
  #seen = new Set<string>();
  readonly #names = new Map<unknown, number>();

  /** Tells what fits all of `before`, and may not fit `after`. */
  compare(before: readonly LocatedSchema[], after: LocatedSchema, path: string): void {
    if (before.some((old) => this.#same(old, after))) return;
    const pair = [...before, after].map(({ schema }) => this.#nameOf(schema)).join();
    if (this.#seen.has(pair)) return;
    this.#seen.add(pair);
    const olds = before.flatMap((each) => conjunctsOf(each));
    const facts = valueFacts(olds);
    // Nothing fits what was before.
    if (facts.atoms.size === 0) return;
    const news = conjunctsOf(after);
    this.#compareMembers(objectParts(olds, facts, news, this.#same), path);
    for (const conjunct of news) {
      this.#compareConjunct(olds, facts, conjunct, path);
    }
  }

  #compareConjunct(olds: readonly Conjunct[], facts: ValueFacts, after: Conjunct, path: string): void {
    for (const { keyword, kind, message } of scalarBreaks(olds, facts, after.schema))
      this.breaks.push({ path: pointerInto(path, keyword), kind, message });
    for (const { keyword, kind, message } of conditionBreaks(olds, facts, after, this.#same))
      this.breaks.push({ path: pointerInto(path, keyword), kind, message });
    if (facts.atoms.has('array')) this.#compareMembers(arrayParts(olds, after), path);
    if (Array.isArray(after.schema.anyOf) && !this.#fitsAny(olds, after, after.schema.anyOf)) {
      const message = 'has no part that surely lets pass what fitted';
      this.breaks.push({ path: pointerInto(path, 'anyOf'), kind: 'condition_changed', message });
    }
  }

  #compareMembers(parts: readonly Part[], path: string): void {
    for (const part of parts) {
      const at = part.at.reduce<string>(pointerInto, path);
      if (part.kind === 'compare') this.compare(part.before, part.after, at);
      else this.breaks.push({ path: at, kind: part.kind, message: part.message });
    }
  }

  /** Whether what fits `olds` surely fits one of the options: all of it the same one, or each option of an old list one of them. */
  #fitsAny(olds: readonly Conjunct[], { root }: Conjunct, options: readonly unknown[]): boolean {
    const fitsOne = (more: readonly LocatedSchema[]): boolean =>
      options.some((schema) => this.#fits([...olds, ...more], { root, schema }));
    if (fitsOne([])) return true;
    return olds.some((old) => optionsOf(old.schema)?.every((schema) => fitsOne([{ root: old.root, schema }])));
  }

  /** Tries, and forgets what was tried in vain. */
  #fits(before: readonly LocatedSchema[], after: LocatedSchema): boolean {
    const [told, seen] = [this.breaks.length, new Set(this.#seen)];
    this.compare(before, after, '');
    if (this.breaks.length === told) return true;
    this.breaks.length = told;
    this.#seen = seen;
    return false;
  }

  readonly #same = (a: LocatedSchema, b: LocatedSchema): boolean => sameSchema(a, b, this.#spend);

  readonly #spend = (): void => {
    if (++this.#steps > MAX_STEPS) throw new TooComplex();
  };

  #nameOf(schema: unknown): string {
    if (!isKeywords(schema)) return String(schema);
    const name = this.#names.get(schema) ?? this.#names.size;
    this.#names.set(schema, name);
    return String(name);
  }
}

/** The lists of which one part has to fit. */
function optionsOf({ anyOf, oneOf }: SchemaKeywords): readonly unknown[] | undefined {
  const options = anyOf ?? oneOf;
  return Array.isArray(options) ? options : undefined;
}
