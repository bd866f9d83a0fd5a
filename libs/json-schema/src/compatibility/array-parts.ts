import type { Conjunct, LocatedSchema } from './located-schema.js';
import type { Part } from './object-parts.js';

/** What is to be compared of arrays: their items, place by place as far as those are told apart, and all the others. */
export function arrayParts(olds: readonly Conjunct[], { root, schema: { prefixItems, items } }: Conjunct): Part[] {
  const prefix = listOf(prefixItems);
  const places = prefix.map((schema, index): Part => {
    return { kind: 'compare', at: ['prefixItems', index], before: itemsAt(olds, index), after: { root, schema } };
  });
  if (items === undefined || items === true) return places;
  const longest = Math.max(prefix.length, ...olds.map(({ schema }) => listOf(schema.prefixItems).length));
  // The last of these stands for all that come behind.
  const others = Array.from({ length: longest - prefix.length + 1 }, (_, index): Part => {
    const before = itemsAt(olds, prefix.length + index);
    return { kind: 'compare', at: ['items'], before, after: { root, schema: items } };
  });
  return [...places, ...others];
}

function itemsAt(olds: readonly Conjunct[], index: number): LocatedSchema[] {
  return olds.flatMap(({ root, schema: { prefixItems, items } }): LocatedSchema[] => {
    const prefix = listOf(prefixItems);
    const schema = index < prefix.length ? prefix[index] : items;
    return schema === undefined ? [] : [{ root, schema }];
  });
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
