import { _, Name, nil, type CodeKeywordDefinition, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Effort } from './effort.js';
import { equalityKeywords } from './equality-keywords.js';
import { exactMultipleOf } from './exact-keywords.js';
import { withOwnEvaluated } from './own-evaluated.js';
import { STEPS, type SchemaReading, type UsablePattern } from './read-schema.js';
import { MAX_FAULTS } from './schema-fault.js';
import { schemaFormats } from './schema-formats.js';
import { wideKeywords } from './schema-keywords.js';

/**
 * What the test of a pattern costs: some steps to begin with, and one for so many characters times states. A step is
 * about 50 ns of work; of most patterns a character takes 5 ns whatever the states, of the worst 20 ns for each.
 */
const STEPS_PER_TEST = 8;
const PATTERN_WORK_PER_STEP = 32;

/** What it costs to list one member of a large object. */
const STEPS_PER_MEMBER = 8;

/**
 * Turns a schema that was read into a function, with ajv. Each function has an instance of its own, since an instance
 * keeps all that it ever compiled. Throws where ajv finds a schema to be pointless, such as `then` without `if`.
 *
 * - Names that every object inherits, such as `toString`, count as missing unless the data has them (ownProperties).
 * - A number beyond what a double holds, such as 1e400, is no number (strictNumbers).
 * - References are calls (inlineRefs off), so that the function is no larger than the schema.
 * - Data is never changed: no defaults, no coercion.
 */
export function compileWithAjv(reading: SchemaReading, effort: Effort, everyError: boolean): ValidateFunction {
  const ajv = new Ajv2020({
    allErrors: everyError,
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    allowMatchingProperties: true,
    ownProperties: true,
    inlineRefs: false,
    unicodeRegExp: true,
    meta: false,
    validateSchema: false,
    logger: false,
    formats: Object.fromEntries(schemaFormats),
    // Its optimizer doubles the time to compile, and V8 does the same work again.
    code: { regExp: patternsOf(reading, effort), optimize: false, process: withOwnEvaluated },
  });
  for (const keyword of [exactMultipleOf, ...equalityKeywords(effort)]) {
    ajv.removeKeyword(String(keyword.keyword));
    ajv.addKeyword(keyword);
  }
  ajv.addKeyword(stepKeyword(effort));
  return ajv.compile(typeof reading.schema === 'boolean' ? reading.schema : Object(reading.schema));
}

/** In place of `new RegExp`: the patterns that were let through, each test paying for its work beforehand. */
function patternsOf({ patterns }: SchemaReading, effort: Effort) {
  const engine = (source: string) => {
    const pattern = patterns.get(source);
    if (!pattern) throw new Error('a pattern was compiled that had not been read');
    return { test: (text: string) => paidTest(pattern, text, effort), toString: () => source };
  };
  return Object.assign(engine, { code: 'linearPattern' });
}

function paidTest(pattern: UsablePattern, text: string, effort: Effort): boolean {
  effort.spend(STEPS_PER_TEST + Math.ceil((text.length * pattern.states) / PATTERN_WORK_PER_STEP));
  return pattern.test(text);
}

const errors = new Name('errors');
const vErrors = new Name('vErrors');

/**
 * Pays for the schema that it stands in, each time that is applied: its steps; some for each member of the object
 * where it goes through them all; and as many as there are errors, which ajv copies with each reference.
 *
 * Once there are as many errors as are reported, the function at hand is left: it has failed, whatever else there is.
 * Inside of anyOf and its like that isn't certain, so those go on.
 */
function stepKeyword(effort: Effort): CodeKeywordDefinition {
  return {
    keyword: STEPS,
    schemaType: 'number',
    before: '$ref',
    code({ gen, data, schemaCode, parentSchema, it }) {
      const isWide = wideKeywords.some((keyword) => keyword in parentSchema);
      const width = isWide ? _` + ${gen.scopeValue('func', { ref: stepsToList })}(${data})` : nil;
      gen.code(_`${gen.scopeValue('func', { ref: effort.spend })}(${schemaCode} + ${errors}${width})`);
      if (!it.allErrors || it.compositeRule === true) return;
      gen.if(_`${errors} >= ${MAX_FAULTS}`, () => {
        gen.assign(_`${it.validateName}.errors`, vErrors);
        gen.return(_`false`);
      });
    },
  };
}

function stepsToList(data: unknown): number {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return 0;
  return Object.keys(data).length * STEPS_PER_MEMBER;
}
