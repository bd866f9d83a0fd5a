import { isKeywords, mapSchema, pointedAt, type SchemaKeywords } from '@postrider/json-schema';

/** A schema that stands by itself, or why it can't. */
export type Bundled =
  { readonly kind: 'schema'; readonly schema: unknown } | { readonly kind: 'refused'; readonly message: string };

/** Schemas that one may refer to, those among them that they refer to in turn. */
const MAX_DEFINITIONS = 200;
/** References that lead to nothing but another. */
const MAX_HOPS = 32;

/** Keywords that OpenAPI adds to JSON Schema, none of which says what fits. */
const ANNOTATIONS: readonly string[] = ['discriminator', 'xml', 'externalDocs', 'example'];

class Unusable extends Error {}

/** Takes a schema out of an OpenAPI document: all that it refers to inside of that goes into its own `$defs`. Nothing is ever fetched. */
export function bundleSchema(document: unknown, schema: unknown): Bundled {
  try {
    return { kind: 'schema', schema: new Bundle(document).of(schema) };
  } catch (error) {
    if (error instanceof Unusable) return { kind: 'refused', message: error.message };
    throw error;
  }
}

/** What a value is once the references that it is nothing but are followed; undefined where they lead nowhere. */
export function dereferenced(document: unknown, value: unknown): unknown {
  let at = value;
  for (let hops = 0; hops < MAX_HOPS; hops += 1) {
    if (!isKeywords(at) || typeof at.$ref !== 'string') return at;
    at = pointedAt(document, at.$ref);
  }
  return undefined;
}

class Bundle {
  readonly #names = new Map<string, string>();
  readonly #definitions: Record<string, unknown> = {};
  #taken: ReadonlySet<string> = new Set();
  /** The reference that led to the root. */
  #base: string | undefined;

  constructor(private readonly document: unknown) {}

  of(schema: unknown): unknown {
    const root = this.#rootOf(schema);
    const own = isKeywords(root) && isKeywords(root.$defs) ? root.$defs : {};
    this.#taken = new Set(Object.keys(own));
    const copy = this.#copyOf(root);
    if (this.#names.size === 0 || !isKeywords(copy)) return copy;
    return { ...copy, $defs: { ...(isKeywords(copy.$defs) && copy.$defs), ...this.#definitions } };
  }

  /** A schema that is nothing but a reference is what that names: what refers there then refers to the root. */
  #rootOf(schema: unknown): unknown {
    let at = schema;
    for (let hops = 0; isKeywords(at) && typeof at.$ref === 'string' && Object.keys(at).length === 1; hops += 1) {
      this.#base = at.$ref;
      at = hops < MAX_HOPS ? pointedAt(this.document, at.$ref) : undefined;
    }
    if (at === undefined) throw new Unusable(`refers to ${shown(this.#base ?? '')}, which isn’t in this document`);
    return at;
  }

  #referenceTo(reference: string): string {
    const base = this.#base;
    if (base !== undefined && (reference === base || reference.startsWith(`${base}/`)))
      return `#${reference.slice(base.length)}`;
    return `#/$defs/${this.#definitionOf(reference)}`;
  }

  #copyOf(schema: unknown): unknown {
    return mapSchema(schema, (keywords) => {
      const { $ref, ...rest } = withoutAnnotations(keywords);
      return typeof $ref === 'string' ? { ...rest, $ref: this.#referenceTo($ref) } : { ...rest };
    });
  }

  #definitionOf(reference: string): string {
    const known = this.#names.get(reference);
    if (known !== undefined) return known;
    if (!reference.startsWith('#'))
      throw new Unusable(`refers to another document, ${shown(reference)}, and none is fetched`);
    const target = pointedAt(this.document, reference);
    if (target === undefined) throw new Unusable(`refers to ${shown(reference)}, which isn’t in this document`);
    if (this.#names.size >= MAX_DEFINITIONS) throw new Unusable(`refers to more than ${MAX_DEFINITIONS} other schemas`);
    const name = this.#freeName(reference);
    this.#names.set(reference, name);
    this.#definitions[name] = this.#copyOf(target);
    return name;
  }

  #freeName(reference: string): string {
    const last =
      reference
        .split('/')
        .at(-1)
        ?.replace(/[^A-Za-z0-9_.-]/g, '_') ?? '';
    const names = new Set([...this.#names.values(), ...this.#taken]);
    let name = last === '' || last === '__proto__' ? 'schema' : last;
    for (let number = 2; names.has(name); number += 1) name = `${last}-${number}`;
    return name;
  }
}

const withoutAnnotations = (keywords: SchemaKeywords): SchemaKeywords =>
  Object.fromEntries(Object.entries(keywords).filter(([name]) => !ANNOTATIONS.includes(name)));

const shown = (reference: string): string => JSON.stringify(reference.slice(0, 100));
