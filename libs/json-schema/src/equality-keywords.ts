import { _, type FuncKeywordDefinition } from 'ajv';
import type { Effort } from './effort.js';
import { linearUniqueItems } from './exact-keywords.js';

/**
 * The keywords that ask whether two values are the same. In ajv's hands they ask the values themselves, by `valueOf`,
 * `toString` and `constructor`: data with a member of such a name makes it throw, or differ from itself.
 */
export const equalityKeywords = (effort: Effort): readonly FuncKeywordDefinition[] => [
  linearUniqueItems(effort),
  {
    keyword: 'const',
    errors: false,
    compile: (value: unknown) => isOneOf([value], effort),
    error: { message: 'must be equal to constant', params: ({ schemaCode }) => _`{allowedValue: ${schemaCode}}` },
  },
  {
    keyword: 'enum',
    schemaType: 'array',
    errors: false,
    compile: (values: readonly unknown[]) => isOneOf(values, effort),
    error: {
      message: 'must be equal to one of the allowed values',
      params: ({ schemaCode }) => _`{allowedValues: ${schemaCode}}`,
    },
  },
];

function isOneOf(values: readonly unknown[], effort: Effort): (data: unknown) => boolean {
  if (values.length === 0) throw new Error('enum must have a value');
  const scalars = new Set(values.filter((value) => !isObject(value)));
  const objects = values.filter(isObject);
  return (data) => (isObject(data) ? objects.some((value) => areEqual(value, data, effort)) : scalars.has(data));
}

/** Whether two values are equal as JSON Schema has it: the order of members doesn't count. It ends at the first difference. */
function areEqual(a: unknown, b: unknown, effort: Effort): boolean {
  if (!isObject(a) || !isObject(b)) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => areEqual(item, b[index], effort));
  }
  const members = Object.entries(a);
  const names = Object.keys(b);
  effort.spend(names.length);
  return (
    members.length === names.length &&
    members.every(([name, value]) => Object.hasOwn(b, name) && areEqual(value, Reflect.get(b, name), effort))
  );
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
