import { SchemaCheckCache } from '@postrider/json-schema';
import type { Fault } from '@postrider/schemas';
import type { OpenVersion } from './open-version.js';

/** Compiled schemas that are kept: far more event types than are busy at a time. */
const CAPACITY = 1000;

/** Checks data against the schemas of event types' versions, each compiled once. */
export class EventSchemas {
  readonly #cache = new SchemaCheckCache(CAPACITY);

  /** Every failing path of the data; nothing for a version without a schema. The data is parsed for this alone. */
  check(type: string, { version, schema }: OpenVersion, data: Buffer): readonly Fault[] {
    if (schema === undefined) return [];
    const compiled = this.#cache.of(type, version, schema);
    // A schema is compiled before it's registered, by the same compiler: one that it refuses is from another version of it.
    if (compiled.kind === 'refused')
      return [{ path: '/data', message: 'cannot be checked: the schema of its event type is not usable' }];
    return compiled
      .check(JSON.parse(data.toString('utf8')))
      .map(({ path, message }) => ({ path: `/data${path}`, message }));
  }
}
