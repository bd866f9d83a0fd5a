import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { compileWithAjv } from './compile-with-ajv.js';
import { Effort, OutOfEffort } from './effort.js';
import { equalityKeywords } from './equality-keywords.js';
import { faultsOfErrors } from './faults-of-errors.js';
import { readSchema, type SchemaReading } from './read-schema.js';
import { MAX_FAULTS, type SchemaFault } from './schema-fault.js';
import { schemaFormats } from './schema-formats.js';

/** A schema that data can be checked against. */
export interface SchemaCheck {
  readonly kind: 'compiled';
  /**
   * What keeps data from fitting the schema: every failing path, at most 100; nothing when it fits. Never throws.
   *
   * The data is what JSON.parse made of the bytes, for this check alone. It has numbers as doubles: beyond 2^53 two
   * neighbours may be one number to `const`, `enum`, `uniqueItems` and the limits, and 1e400 is no number.
   */
  check(data: unknown): readonly SchemaFault[];
}

/** A schema that can't be used, and all that speaks against it. */
export interface SchemaRefused {
  readonly kind: 'refused';
  readonly faults: readonly SchemaFault[];
}

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Bounds the work of compiling: about what fits into 64 KiB of JSON at its densest. */
const MAX_SCHEMA_VALUES = 20_000;
const MAX_SCHEMA_DEPTH = 64;

/**
 * Many times what an event of the largest size needs. A check that takes them all takes some tenths of a second; on the
 * worst of patterns, one that must keep track of hundreds of ways to match at each character, three seconds.
 */
const MAX_STEPS = 8_000_000;

/**
 * Compiles a JSON Schema of draft 2020-12, formats asserted. Never fetches anything. Refuses a schema that isn't one,
 * or that isn't enforced in every word (see {@link readSchema}), or that is too large; and a schema that data can make
 * work without bound lets that data fail instead.
 */
export function compileSchema(schema: unknown): SchemaCheck | SchemaRefused {
  const unsuitable = sizeFault(schema) ?? dialectFault(schema);
  if (unsuitable) return refused([unsuitable]);
  const isSchema = metaSchema();
  if (!isSchema(schema)) return refused(faultsOfErrors(isSchema.errors));
  const reading = readSchema(schema);
  if (reading.faults.length > 0) return refused(reading.faults.slice(0, MAX_FAULTS));
  try {
    return new AjvCheck(reading);
  } catch (error) {
    return refused([{ path: '', keyword: 'schema', message: reason(error) }]);
  }
}

class AjvCheck implements SchemaCheck {
  readonly kind = 'compiled';
  readonly #effort = new Effort();
  readonly #everyError: ValidateFunction;
  #firstError: ValidateFunction | undefined;

  constructor(readonly reading: SchemaReading) {
    this.#everyError = compileWithAjv(reading, this.#effort, true);
  }

  check(data: unknown): readonly SchemaFault[] {
    return (
      this.#run(() => this.#everyError, data) ??
      // Going on behind an error may be all that was too much: then the verdict can be had, with the first error alone.
      this.#run(() => (this.#firstError ??= compileWithAjv(this.reading, this.#effort, false)), data) ?? [TOO_MUCH]
    );
  }

  /** What is wrong with the data; undefined when that takes too much to find out. */
  #run(compiled: () => ValidateFunction, data: unknown): readonly SchemaFault[] | undefined {
    this.#effort.begin(MAX_STEPS);
    try {
      const validate = compiled();
      const fits = validate(data);
      const faults = fits ? [] : faultsOfErrors(validate.errors);
      // ajv would keep the errors until the next call.
      validate.errors = null;
      return faults;
    } catch (error) {
      if (error instanceof OutOfEffort || error instanceof RangeError) return undefined;
      throw error;
    }
  }
}

const TOO_MUCH: SchemaFault = {
  path: '',
  keyword: 'schema',
  message: 'takes too much work to check against its schema; send less, or have the schema made simpler',
};

let metaSchemaOnce: ValidateFunction | undefined;

function metaSchema(): ValidateFunction {
  if (metaSchemaOnce) return metaSchemaOnce;
  const ajv = new Ajv2020({ allErrors: true, strict: true, logger: false, formats: Object.fromEntries(schemaFormats) });
  // What is checked is no larger than sizeFault lets it be.
  const effort = new Effort();
  effort.begin(Number.POSITIVE_INFINITY);
  for (const keyword of equalityKeywords(effort)) {
    ajv.removeKeyword(String(keyword.keyword));
    ajv.addKeyword(keyword);
  }
  metaSchemaOnce = ajv.getSchema(DIALECT);
  if (!metaSchemaOnce) throw new Error('ajv has no meta-schema of 2020-12');
  return metaSchemaOnce;
}

function dialectFault(schema: unknown): SchemaFault | undefined {
  if (typeof schema !== 'object' || schema === null || !('$schema' in schema)) return undefined;
  if (schema.$schema === DIALECT || schema.$schema === `${DIALECT}#`) return undefined;
  return { path: '/$schema', keyword: '$schema', message: `must be ${DIALECT}, or be left out` };
}

function sizeFault(schema: unknown): SchemaFault | undefined {
  let values = 0;
  const fits = (value: unknown, depth: number): boolean => {
    values += 1;
    if (values > MAX_SCHEMA_VALUES || depth > MAX_SCHEMA_DEPTH) return false;
    return (
      typeof value !== 'object' || value === null || Object.values(value).every((inside) => fits(inside, depth + 1))
    );
  };
  if (fits(schema, 1)) return undefined;
  const message = `is larger than ${MAX_SCHEMA_VALUES} values, or nested deeper than ${MAX_SCHEMA_DEPTH}`;
  return { path: '', keyword: 'schema', message };
}

function reason(error: unknown): string {
  if (error instanceof RangeError) return 'combines too many schemas in one place';
  return error instanceof Error ? error.message : String(error);
}

const refused = (faults: readonly SchemaFault[]): SchemaRefused => ({ kind: 'refused', faults });
