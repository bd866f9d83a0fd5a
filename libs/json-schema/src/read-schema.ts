import { linearPattern, type LinearPattern } from './linear-pattern.js';
import { asFragment } from './pointer-fragment.js';
import { pointerInto, type SchemaFault } from './schema-fault.js';
import { schemaFormats } from './schema-formats.js';
import { inPlaceKeywords, schemaKeywords, type KeywordKind } from './schema-keywords.js';
import { SchemaReferences } from './schema-references.js';

/** The keyword that {@link readSchema} puts into each schema that asserts something: what applying it costs, in steps. */
export const STEPS = 'x-steps';

/** A pattern takes about a millisecond to compile. */
const MAX_PATTERNS = 200;

/** A pattern that was let through. */
export type UsablePattern = Extract<LinearPattern, { kind: 'pattern' }>;

/** What a schema came to: the copy to compile, and all that speaks against it. */
export interface SchemaReading {
  readonly schema: unknown;
  readonly patterns: ReadonlyMap<string, UsablePattern>;
  readonly faults: readonly SchemaFault[];
}

/**
 * Reads a schema that fits the meta-schema of 2020-12, and makes of it the copy that is compiled: only what asserts
 * something, with its cost in each place.
 *
 * What is let through is enforced. So a keyword that isn't in {@link schemaKeywords} is refused (`requried` would check
 * nothing), unless its name begins with `x-`; so is an unknown format, a pattern that isn't {@link linearPattern}, a
 * reference to anything but a schema inside, and one that leads back to itself without going into the data. An `$id`
 * may stand at the root alone.
 */
export function readSchema(schema: unknown): SchemaReading {
  const reader = new SchemaReader();
  const copy = reader.read(schema, '');
  reader.followReferences();
  reader.checkCombinations();
  return { schema: copy, patterns: reader.patterns, faults: reader.faults };
}

type Copy = Record<string, unknown>;

/** A keyword where it stands. */
interface Place {
  readonly keyword: string;
  /** The pointer to the schema that it is in. */
  readonly path: string;
  /** The pointer to its value. */
  readonly at: string;
}

class SchemaReader {
  readonly faults: SchemaFault[] = [];
  readonly patterns = new Map<string, UsablePattern>();
  readonly #references = new SchemaReferences();
  readonly #copiesWithRef: { copy: Copy; place: Place; to: string }[] = [];
  readonly #ifs: Place[] = [];
  #hasUnevaluated = false;

  read(schema: unknown, path: string): unknown {
    this.#references.addSchema(path);
    if (!isObject(schema)) return schema;
    const copy: Copy = {};
    let steps = 0;
    for (const [keyword, value] of Object.entries(schema)) {
      const place = { keyword, path, at: pointerInto(path, keyword) };
      const kind = schemaKeywords.get(keyword);
      if (kind === undefined) this.#checkUnknown(place);
      else if (kind === 'note') this.#checkNote(place);
      else if (kind === 'anchor') this.#references.addAnchor(String(value), path);
      else copy[keyword] = this.#readValue(kind, value, place);
      if (kind === 'reference') this.#copiesWithRef.push({ copy, place, to: String(value) });
      steps += stepsOf(keyword, kind, value);
      if (keyword === 'if') this.#ifs.push(place);
      if (keyword === 'unevaluatedProperties') this.#hasUnevaluated = true;
    }
    if (steps > 0) copy[STEPS] = steps;
    return copy;
  }

  /** Lets references name their schemas by pointers, and refuses those that lead nowhere, outside, or in a circle. */
  followReferences(): void {
    for (const { copy, place, to } of this.#copiesWithRef) {
      const resolved = this.#references.resolve({ from: place.path, to });
      if (resolved.kind === 'found') copy[place.keyword] = `#${asFragment(resolved.target)}`;
      else if (resolved.kind === 'nowhere') this.#refuse(place, 'refers to nothing that is a schema in this document');
      else this.#refuse(place, 'refers to another document, and none is ever fetched; put the schema into $defs');
    }
    for (const at of this.#references.circles()) {
      this.#refuse({ keyword: '$ref', at }, 'refers to itself for the same value, which never ends');
    }
  }

  /** Refuses what ajv does wrong: it takes for evaluated what an `if` looked at that then failed. */
  checkCombinations(): void {
    if (!this.#hasUnevaluated) return;
    for (const place of this.#ifs) {
      this.#refuse(place, 'is not enforced in a schema that has unevaluatedProperties; write it with oneOf');
    }
  }

  #readValue(kind: KeywordKind, value: unknown, place: Place): unknown {
    if (kind === 'schema') return this.#readInside(value, place, place.at);
    if (kind === 'schema map') return this.#readMap(value, place);
    if (kind === 'schema list' && Array.isArray(value)) {
      return value.map((item, index) => this.#readInside(item, place, pointerInto(place.at, index)));
    }
    if (kind === 'assertion') this.#checkAssertion(value, place);
    return value;
  }

  #readInside(schema: unknown, { keyword, path }: Place, inside: string): unknown {
    if (inPlaceKeywords.has(keyword)) this.#references.addInPlace({ from: path, to: inside });
    return this.read(schema, inside);
  }

  #readMap(value: unknown, place: Place): unknown {
    if (!isObject(value)) return value;
    const { keyword } = place;
    const copy: Copy = {};
    for (const [name, schema] of Object.entries(value)) {
      const at = pointerInto(place.at, name);
      // ajv leaves this one name out, and would check nothing.
      if (name === '__proto__') this.#refuse({ keyword, at }, 'is a name that cannot be checked');
      else copy[name] = this.#readInside(schema, place, at);
      if (keyword === 'patternProperties') this.#checkPattern(name, { keyword, at });
    }
    return copy;
  }

  #checkUnknown(place: Place): void {
    if (place.keyword.startsWith('x-')) return;
    const enforced = 'JSON Schema 2020-12, without $dynamicRef and unevaluatedItems';
    this.#refuse(place, `is not a keyword that is enforced (${enforced}); begin your own with x-`);
  }

  #checkNote(place: Place): void {
    if (place.keyword !== '$id' || place.path === '') return;
    this.#refuse(place, 'may be at the root only; refer to the schemas inside with #/…');
  }

  #checkAssertion(value: unknown, place: Place): void {
    if (place.keyword === 'pattern') this.#checkPattern(String(value), place);
    if (place.keyword === 'format' && !schemaFormats.has(String(value))) {
      this.#refuse(place, `is not a format that is checked; those are ${[...schemaFormats.keys()].join(', ')}`);
    }
  }

  #checkPattern(source: string, place: Pick<Place, 'keyword' | 'at'>): void {
    if (this.patterns.has(source) || this.patterns.size > MAX_PATTERNS) return;
    const pattern = linearPattern(source);
    if (pattern.kind === 'refused') this.#refuse(place, pattern.message);
    else this.patterns.set(source, pattern);
    if (this.patterns.size > MAX_PATTERNS) this.#refuse(place, `is one pattern more than ${MAX_PATTERNS}`);
  }

  #refuse({ at, keyword }: Pick<Place, 'keyword' | 'at'>, message: string): void {
    this.faults.push({ path: at, keyword, message });
  }
}

/** What a keyword costs where it is applied, schemas inside aside: about as many steps as it has values to go through. */
function stepsOf(keyword: string, kind: KeywordKind | undefined, value: unknown): number {
  switch (kind) {
    case 'assertion':
      return countValues(value);
    case 'schema map':
      return keyword === '$defs' || keyword === 'definitions' ? 0 : countValues(Object.keys(Object(value) as object));
    case 'schema':
    case 'schema list':
    case 'reference':
      return 1;
    case 'anchor':
    case 'note':
    case undefined:
      return 0;
  }
}

function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, member) => sum + countValues(member), 1);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
