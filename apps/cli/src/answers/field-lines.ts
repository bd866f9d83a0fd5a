import { printable } from './shown-bytes.js';

/** An object as lines of `name  value`; what nests is JSON. */
export function fieldLines(value: object): string[] {
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  return fields.map(([name, each]) => `${printable(name).padEnd(width)}  ${shown(each)}`);
}

/** A value as people read it. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return printable(value.join(', '));
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}
