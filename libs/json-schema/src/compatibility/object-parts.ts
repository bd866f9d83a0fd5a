import { conjunctsOf, schemasIn, type Conjunct, type LocatedSchema } from './located-schema.js';
import { inPlaceKeywords, schemaKeywords } from '../schema-keywords.js';
import type { BreakKind } from './schema-break.js';
import type { ValueFacts } from './value-facts.js';

/** A part of what schemas say: a pair to be compared, or a break that is plain. */
export type Part =
  | {
      readonly kind: 'compare';
      readonly at: readonly (string | number)[];
      readonly before: readonly LocatedSchema[];
      readonly after: LocatedSchema;
    }
  | {
      readonly kind: BreakKind;
      readonly at: readonly (string | number)[];
      readonly message: string;
    };

/** What is to be compared of objects: their members, by name, by pattern, and all the others. */
export function objectParts(
  olds: readonly Conjunct[],
  { atoms }: ValueFacts,
  news: readonly Conjunct[],
  same: (a: LocatedSchema, b: LocatedSchema) => boolean,
): Part[] {
  if (!atoms.has('object')) return [];
  // Which members `additionalProperties` is about, what stands beside it says: a conjunct that stayed is about the same ones.
  const changed = news.filter((after) => !olds.some((old) => same(old, after)));
  return new ObjectParts(olds, news, changed).all();
}

class ObjectParts {
  readonly #oldNames: readonly string[];
  readonly #oldPatterns: readonly string[];
  /** With those that only a part of the schema knows, such as an option of anyOf. */
  readonly #knownNames: ReadonlySet<string>;

  constructor(
    private readonly olds: readonly Conjunct[],
    private readonly news: readonly Conjunct[],
    /** Of the new ones, those that weren't there before. */
    private readonly changed: readonly Conjunct[],
  ) {
    this.#oldNames = namesIn(olds, 'properties');
    this.#oldPatterns = namesIn(olds, 'patternProperties');
    this.#knownNames = new Set(
      namesIn(
        olds.flatMap((old) => inPlace(old)),
        'properties',
      ),
    );
  }

  all(): Part[] {
    return [
      ...this.#removed('properties', this.#oldNames),
      ...this.#removed('patternProperties', this.#oldPatterns),
      ...this.changed.flatMap((after) => [
        ...this.#required(after),
        ...this.#named(after),
        ...this.#patterned(after),
        ...this.#additional(after),
      ]),
    ];
  }

  #removed(keyword: 'properties' | 'patternProperties', names: readonly string[]): Part[] {
    const there = new Set(namesIn(this.news, keyword));
    return names
      .filter((name) => !there.has(name))
      .map((name) => ({ kind: 'property_removed', at: [keyword, name], message: 'is described no more' }));
  }

  #required({ schema: { required, dependentRequired } }: Conjunct): Part[] {
    const before = new Set(this.olds.flatMap(({ schema }) => listOf(schema.required)));
    const direct = listOf(required)
      .filter((name) => !before.has(name))
      .map((name): Part => ({ kind: 'property_required', at: ['required'], message: `asks for ${name}` }));
    const dependent = Object.entries(schemasIn(dependentRequired)).flatMap(([of, names]) => {
      const had = new Set(this.olds.flatMap(({ schema }) => listOf(schemasIn(schema.dependentRequired)[of])));
      return listOf(names)
        .filter((name) => !before.has(name) && !had.has(name))
        .map((name): Part => {
          const message = `asks for ${name} where ${of} is`;
          return { kind: 'property_required', at: ['dependentRequired', of], message };
        });
    });
    return [...direct, ...dependent];
  }

  #named({ root, schema: { properties } }: Conjunct): Part[] {
    return Object.entries(schemasIn(properties)).flatMap(([name, schema]): Part[] => {
      const before = this.#beforeOf(name);
      // One that is new: whoever sent such a member before did so though nobody knew it.
      const isNew = !this.#knownNames.has(name) && before.length === 0 && this.#oldPatterns.length === 0;
      return isNew ? [] : [{ kind: 'compare', at: ['properties', name], before, after: { root, schema } }];
    });
  }

  #patterned({ root, schema: { patternProperties } }: Conjunct): Part[] {
    return Object.entries(schemasIn(patternProperties)).flatMap(([pattern, schema]): Part[] => {
      const before = this.olds.flatMap((old): LocatedSchema[] => {
        const patterns = schemasIn(old.schema.patternProperties);
        return Object.hasOwn(patterns, pattern) ? [{ root: old.root, schema: patterns[pattern] }] : [];
      });
      return [{ kind: 'compare', at: ['patternProperties', pattern], before, after: { root, schema } }];
    });
  }

  /** What `additionalProperties` says of members that it alone is about: those that had a name before, and those that had none. */
  #additional({ root, schema: keywords }: Conjunct): Part[] {
    const { additionalProperties: schema, properties, patternProperties } = keywords;
    if (schema === undefined || schema === true) return [];
    const after = { root, schema };
    const at = ['additionalProperties'];
    const named = this.#oldNames
      .filter((name) => !Object.hasOwn(schemasIn(properties), name))
      .map((name): Part => ({ kind: 'compare', at, before: this.#beforeOf(name), after }));
    const patterned = this.#oldPatterns
      .filter((pattern) => !Object.hasOwn(schemasIn(patternProperties), pattern))
      .map((): Part => ({ kind: 'additional_properties', at, message: 'is about members that had a pattern' }));
    const before = this.olds.flatMap((old): LocatedSchema[] => {
      const additional = old.schema.additionalProperties;
      return additional === undefined ? [] : [{ root: old.root, schema: additional }];
    });
    if (schema === false && !before.some((old) => old.schema === false)) {
      const message = 'lets no more pass that is not described';
      return [...named, ...patterned, { kind: 'additional_properties', at, message }];
    }
    return [...named, ...patterned, { kind: 'compare', at, before, after }];
  }

  /** All that is known to hold for a member of this name. */
  #beforeOf(name: string): LocatedSchema[] {
    return this.olds.flatMap(({ root, schema }): LocatedSchema[] => {
      const properties = schemasIn(schema.properties);
      if (Object.hasOwn(properties, name)) return [{ root, schema: properties[name] }];
      // A member that a pattern may be about isn't an additional one.
      const { patternProperties, additionalProperties: additional = true } = schema;
      return patternProperties !== undefined || additional === true ? [] : [{ root, schema: additional }];
    });
  }
}

const namesIn = (conjuncts: readonly Conjunct[], keyword: string): string[] => [
  ...new Set(conjuncts.flatMap(({ schema }) => Object.keys(schemasIn(schema[keyword])))),
];

/** A schema with all inside of it that is applied to the same value, if only under a condition. */
function inPlace(conjunct: Conjunct, seen = new Set<unknown>()): Conjunct[] {
  if (seen.has(conjunct.schema)) return [];
  seen.add(conjunct.schema);
  const inside = Object.entries(conjunct.schema).flatMap(([keyword, value]): unknown[] => {
    if (!inPlaceKeywords.has(keyword)) return [];
    return schemaKeywords.get(keyword) === 'schema' ? [value] : Object.values(Object(value) as object);
  });
  return [
    conjunct,
    ...inside.flatMap((schema) => conjunctsOf({ root: conjunct.root, schema }).flatMap((each) => inPlace(each, seen))),
  ];
}

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as string[]) : []);
