import { canonical } from '../exact-keywords.js';
import { isKeywords } from '../map-schema.js';
import { schemaKeywords } from '../schema-keywords.js';
import { resolved, type LocatedSchema } from './located-schema.js';

/** SchemaKeywords that say nothing of what fits, or hold schemas that are looked at where something refers to them. */
const SILENT: ReadonlySet<string> = new Set(['$defs', 'definitions', '$anchor']);

const asserts = (keyword: string): boolean => {
  const kind = schemaKeywords.get(keyword);
  return kind !== undefined && kind !== 'note' && !SILENT.has(keyword);
};

/** Whether two schemas, each in its own document, are the same in all that they assert; spends a step for each pair inside. */
export function sameSchema(a: LocatedSchema, b: LocatedSchema, spend: () => void): boolean {
  return new Sameness(a.root, b.root, spend).ofSchemas(a.schema, b.schema);
}

class Sameness {
  /** Pairs of references that are taken to be the same until something else is found: a schema may refer to itself. */
  readonly #assumed = new Set<string>();

  constructor(
    private readonly rootA: unknown,
    private readonly rootB: unknown,
    private readonly spend: () => void,
  ) {}

  ofSchemas(a: unknown, b: unknown): boolean {
    this.spend();
    if (!isKeywords(a) || !isKeywords(b)) return a === b;
    const keywords = new Set([...Object.keys(a), ...Object.keys(b)].filter(asserts));
    return [...keywords].every((keyword) => this.#ofKeyword(keyword, a[keyword], b[keyword]));
  }

  #ofKeyword(keyword: string, a: unknown, b: unknown): boolean {
    switch (schemaKeywords.get(keyword)) {
      case 'reference':
        return this.#ofReferences(a, b);
      case 'schema':
        return a !== undefined && b !== undefined && this.ofSchemas(a, b);
      case 'schema list':
        return (
          Array.isArray(a) &&
          Array.isArray(b) &&
          a.length === b.length &&
          a.every((each, index) => this.ofSchemas(each, b[index]))
        );
      case 'schema map':
        return isKeywords(a) && isKeywords(b) && this.#ofMaps(a, b);
      case 'anchor':
      case 'assertion':
      case 'note':
      case undefined:
        return canonical(a) === canonical(b);
    }
  }

  #ofMaps(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every((name) => Object.hasOwn(b, name) && this.ofSchemas(a[name], b[name]))
    );
  }

  #ofReferences(a: unknown, b: unknown): boolean {
    if (typeof a !== 'string' || typeof b !== 'string') return false;
    const pair = JSON.stringify([a, b]);
    if (this.#assumed.has(pair)) return true;
    this.#assumed.add(pair);
    return this.ofSchemas(resolved(this.rootA, a), resolved(this.rootB, b));
  }
}
