/** One thing that is wrong with a schema, or with data that should fit one. */
export interface SchemaFault {
  /** A JSON Pointer (RFC 6901) to it; what is missing is pointed to where it should be. */
  readonly path: string;
  /** The keyword of JSON Schema that isn't satisfied, or that is itself at fault. */
  readonly keyword: string;
  /** What is wrong, as a clause about what the path points to. Quotes the schema, never the data. */
  readonly message: string;
}

/** No more than this many faults are reported at a time. */
export const MAX_FAULTS = 100;

/** A pointer to a member of what another points to. */
export function pointerInto(path: string, name: string | number): string {
  return `${path}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
