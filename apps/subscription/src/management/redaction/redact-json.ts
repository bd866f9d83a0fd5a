import { REDACTED } from '@postrider/schemas';
import { nestsDeeper } from '@postrider/service';
import { parseTree, type Node, type ParseError } from 'jsonc-parser';

/** The names that lead to a part of a JSON text; `*` stands for any. */
export type Names = readonly string[];

/** The reader goes down by recursion. No event is nested so deep; a receiver's answer may be anything. */
const MAX_DEPTH = 500;

const HIDDEN = JSON.stringify(REDACTED);

/**
 * A JSON text with parts of it replaced, and every other byte as it was. A text that can't be read as JSON is hidden
 * altogether: what isn't understood can't be judged.
 */
export function redactJson(text: string, paths: readonly Names[]): string {
  if (paths.length === 0) return text;
  const errors: ParseError[] = [];
  const root = nestsDeeper(text, MAX_DEPTH) ? undefined : parseTree(text, errors, { disallowComments: true });
  if (!root || errors.length > 0) return HIDDEN;
  let redacted = '';
  let from = 0;
  for (const { offset, length } of spansOf(root, paths)) {
    // Inside of what is hidden already.
    if (offset < from) continue;
    redacted += text.slice(from, offset) + HIDDEN;
    from = offset + length;
  }
  return redacted + text.slice(from);
}

/** What the paths lead to, in the order of the text; the outer of two that begin at one place first. */
function spansOf(root: Node, paths: readonly Names[]): readonly Node[] {
  const found = paths.flatMap((names) => partsAt(root, names));
  return found.sort((a, b) => a.offset - b.offset || b.length - a.length);
}

function partsAt(node: Node, names: Names): Node[] {
  const [name, ...rest] = names;
  if (name === undefined) return [node];
  return membersOf(node).flatMap(([own, member]) => (name === '*' || name === own ? partsAt(member, rest) : []));
}

/** A name that stands twice in an object is there twice. */
function membersOf({ type, children = [] }: Node): (readonly [name: string, member: Node])[] {
  if (type === 'array') return children.map((item, index) => [String(index), item]);
  if (type !== 'object') return [];
  return children.flatMap(({ children: [name, member] = [] }) =>
    name && member ? [[String(name.value), member] as const] : [],
  );
}
