import { pointerOf, type Condition, type Fault, type Path } from './condition.js';
import { isList, isObject, type ExactJson, type ExactObject } from './exact-json.js';
import { exactNumber, isJsonNumber, LongNumber } from './exact-number.js';
import { EVENT_MEMBERS } from './filtered-event.js';
import { logicalOperators, valueOperators } from './operators.js';

/** How a number is written that the program that writes the filter would change. */
const NUMBER = '$number';

/** A pattern takes some milliseconds to compile. */
const MAX_PATTERNS = 10;
const MAX_FAULTS = 20;
/** Digits of a number. */
const MAX_NUMBER = 1024;

/** What a filter came to: its condition, or all that is wrong with it. */
export interface FilterReading {
  readonly condition: Condition | undefined;
  /** How many patterns it has. */
  readonly patterns: number;
  readonly faults: readonly Fault[];
}

/** Reads a filter whose size and depth are known to be bounded. */
export function readFilter(source: ExactJson): FilterReading {
  const reader = new FilterReader();
  const condition = reader.read(source, [], true);
  return { condition, patterns: reader.patterns, faults: reader.faults.slice(0, MAX_FAULTS) };
}

type Logical = (typeof logicalOperators)[number];

class FilterReader {
  readonly faults: Fault[] = [];
  patterns = 0;

  /** The condition that `source` asks of a value; at the root, of the event. Undefined where it's at fault. */
  read(source: ExactJson, path: Path, atRoot: boolean): Condition | undefined {
    if (isList(source))
      return this.#refuse(path, 'is a list: say $eq for the whole list, $in for one of it, or $any for an item');
    if (!isObject(source) || isLongNumber(source)) {
      return atRoot ? this.#refuse(path, ABOUT_ROOT) : this.#readTest('$eq', source, path);
    }
    const names = Object.keys(source);
    if (names.length === 0) return this.#refuse(path, 'is empty: what asks for nothing is left out');
    const conditions = names.map((name) => this.#readMember(name, source[name] ?? null, [...path, name], atRoot));
    return conditions.every((one) => one !== undefined) ? joined('and', conditions) : undefined;
  }

  #readMember(name: string, value: ExactJson, path: Path, atRoot: boolean): Condition | undefined {
    if (name.startsWith('$') && !name.startsWith('$$')) return this.#readOperator(name, value, path, atRoot);
    const member = name.startsWith('$$') ? name.slice(1) : name;
    if (atRoot && !(EVENT_MEMBERS as readonly string[]).includes(member)) return this.#refuse(path, ABOUT_ROOT);
    const inside = this.read(value, path, false);
    return inside && { kind: 'member', name: member, inside };
  }

  #readOperator(name: string, operand: ExactJson, path: Path, atRoot: boolean): Condition | undefined {
    if ((logicalOperators as readonly string[]).includes(name)) {
      return this.#readLogical(name as Logical, operand, path, atRoot);
    }
    if (!valueOperators.has(name)) {
      const known = [...valueOperators.keys(), ...logicalOperators].join(' ');
      return this.#refuse(path, `is no operator; those are ${known}; a name that begins with $ is written with $$`);
    }
    return atRoot ? this.#refuse(path, ABOUT_ROOT) : this.#readTest(name, operand, path);
  }

  #readLogical(name: Logical, operand: ExactJson, path: Path, atRoot: boolean): Condition | undefined {
    switch (name) {
      case '$and':
      case '$or':
        return this.#readList(name === '$and' ? 'and' : 'or', operand, path, atRoot);
      case '$not': {
        const condition = this.read(operand, path, atRoot);
        return condition && { kind: 'not', condition };
      }
      case '$any':
      case '$all': {
        if (atRoot) return this.#refuse(path, ABOUT_ROOT);
        const condition = this.read(operand, path, false);
        return condition && { kind: name === '$any' ? 'any' : 'all', path: pointerOf(path), condition };
      }
      case '$exists':
        if (atRoot) return this.#refuse(path, ABOUT_ROOT);
        if (typeof operand !== 'boolean') return this.#refuse(path, 'takes true or false');
        return { kind: 'exists', path: pointerOf(path), wanted: operand };
    }
  }

  #readList(kind: 'and' | 'or', operand: ExactJson, path: Path, atRoot: boolean): Condition | undefined {
    if (!isList(operand) || operand.length === 0) return this.#refuse(path, 'takes a list of conditions');
    const conditions = operand.map((one, index) => this.read(one, [...path, index], atRoot));
    return conditions.every((one) => one !== undefined) ? joined(kind, conditions) : undefined;
  }

  #readTest(operator: string, operand: ExactJson, path: Path): Condition | undefined {
    if (operator === '$regex' && ++this.patterns > MAX_PATTERNS)
      return this.#refuse(path, `is one pattern more than ${MAX_PATTERNS}`);
    const value = this.#readValue(operand, path);
    if (value === undefined) return undefined;
    const read = valueOperators.get(operator)?.(value);
    if (!read || 'fault' in read) return this.#refuse(path, read?.fault ?? 'is no operator');
    return { kind: 'test', path: pointerOf(path), holds: read.test };
  }

  /** An operand, with its numbers exact; those that JavaScript read are what it would write them as. */
  #readValue(value: ExactJson, path: Path): ExactJson | undefined {
    if (typeof value === 'number') return exactNumber(String(value));
    if (isList(value)) {
      const items = value.map((item, index) => this.#readValue(item, [...path, index]));
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    if (!isObject(value)) return value;
    if (isLongNumber(value)) {
      const { [NUMBER]: text } = value;
      if (typeof text === 'string' && text.length <= MAX_NUMBER && isJsonNumber(text)) return exactNumber(text);
      this.#refuse([...path, NUMBER], 'takes a number of JSON as a text, such as "12345678901234567890"');
      return undefined;
    }
    const members = Object.entries(value).map(([name, one]) => [name, this.#readValue(one, [...path, name])] as const);
    if (members.some(([, one]) => one === undefined)) return undefined;
    // Not by assignment: __proto__ is a name like any other.
    return Object.fromEntries(members) as ExactObject;
  }

  /** Nothing that could be used. */
  #refuse(path: Path, message: string): Condition | undefined {
    this.faults.push({ path, message });
    return undefined;
  }
}

const ABOUT_ROOT = `is no condition on an event: begin with ${EVENT_MEMBERS.join(', ')}, $and, $or or $not; what was published is under data`;

const isLongNumber = (value: ExactObject): boolean => Object.keys(value).length === 1 && Object.hasOwn(value, NUMBER);

function joined(kind: 'and' | 'or', conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  return only && conditions.length === 1 ? only : { kind, conditions };
}

/** A filter as every reader of JSON reads it: with its long numbers written as `{"$number": "…"}`. */
export function storable(source: ExactJson): ExactJson {
  if (source instanceof LongNumber) return { [NUMBER]: source.toString() };
  if (isList(source)) return source.map(storable);
  if (!isObject(source)) return source;
  return Object.fromEntries(Object.entries(source).map(([name, value]) => [name, storable(value)]));
}
