import { compileSchema, type SchemaCheck, type SchemaRefused } from './schema-check.js';

interface Entry {
  readonly schema: unknown;
  readonly compiled: SchemaCheck | SchemaRefused;
}

/**
 * Compiled schemas by event type and version, at most `capacity` of them; the one that wasn't asked for the longest
 * goes first. Compiling takes milliseconds, a check microseconds.
 */
export class SchemaCheckCache {
  readonly #entries = new Map<string, Entry>();

  constructor(
    readonly capacity: number,
    readonly compile: typeof compileSchema = compileSchema,
  ) {}

  /**
   * The compiled schema of a version of an event type. It is compiled anew when `schema` isn't the very object that
   * it was compiled from: a type can be put again with another schema under the same version.
   */
  of(type: string, version: number, schema: unknown): SchemaCheck | SchemaRefused {
    const key = `${type}@${version}`;
    const known = this.#entries.get(key);
    this.#entries.delete(key);
    const entry = known && known.schema === schema ? known : { schema, compiled: this.compile(schema) };
    this.#entries.set(key, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.capacity && oldest !== undefined) this.#entries.delete(oldest);
    return entry.compiled;
  }
}
