import { isList, isObject, mayBeLong, readJson, type ExactJson } from './exact-json.js';

/** Where a part of a JSON text is, by the names that lead there; `*` stands for every place in a list. */
export type PartPath = readonly string[];

/**
 * What `JSON.parse` made of a text, with the parts at `paths` as they are read exactly: a number there that a double
 * doesn't hold is a `LongNumber`. Everything else stays as it was parsed.
 */
export function withExactParts(text: string, parsed: unknown, paths: readonly PartPath[]): unknown {
  if (!mayBeLong(text)) return parsed;
  const exact = readJson(text);
  if (exact.kind === 'unreadable') return parsed;
  return paths.reduce<ExactJson>((whole, path) => replaced(whole, exact.value, path), parsed as ExactJson);
}

function replaced(whole: ExactJson, exact: ExactJson, path: PartPath): ExactJson {
  const [name, ...rest] = path;
  if (name === undefined) return exact;
  if (name === '*') {
    return isList(whole) && isList(exact) ? whole.map((item, at) => replaced(item, exact[at] ?? null, rest)) : whole;
  }
  if (!isObject(whole) || !isObject(exact) || !Object.hasOwn(whole, name)) return whole;
  return { ...whole, [name]: replaced(whole[name] ?? null, exact[name] ?? null, rest) };
}
