const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Longer pointers help nobody, and a hostile body could make them as long as itself. */
const MAX_POINTER_CHARS = 512;

/** An open object, with the name it is at, or an open array, with the index. */
type Container = { kind: 'object'; name: string | undefined; naming: boolean } | { kind: 'array'; index: number };

/**
 * A JSON Pointer (RFC 6901) to the value that holds the byte at `offset`. The bytes before it should be the beginning
 * of some JSON; if they aren't, the pointer leads as near as they make sense.
 */
export function pointerAt(bytes: Buffer, offset: number): string {
  const open: Container[] = [];
  let at = 0;
  while (at < offset && at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      const end = stringEnd(bytes, at);
      const inside = open.at(-1);
      if (inside?.kind === 'object' && inside.naming) {
        if (end > offset) break;
        inside.name = bytes.toString('utf8', at, end);
        inside.naming = false;
      }
      at = end;
      continue;
    }
    if (byte === 0x7b) open.push({ kind: 'object', name: undefined, naming: true });
    else if (byte === 0x5b) open.push({ kind: 'array', index: 0 });
    else if (byte === 0x7d || byte === 0x5d) open.pop();
    else if (byte === 0x2c) nextIn(open.at(-1));
    at += 1;
  }
  return pointerTo(open);
}

function nextIn(container: Container | undefined): void {
  if (container?.kind === 'array') container.index += 1;
  if (container?.kind === 'object') {
    container.name = undefined;
    container.naming = true;
  }
}

function stringEnd(bytes: Buffer, open: number): number {
  let at = open + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return Math.min(at + 1, bytes.length);
}

function pointerTo(open: readonly Container[]): string {
  let pointer = '';
  for (const container of open) {
    if (container.kind === 'object' && container.name === undefined) break;
    const segment = container.kind === 'array' ? String(container.index) : unescaped(container.name ?? '');
    pointer += `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (pointer.length > MAX_POINTER_CHARS) return `${pointer.slice(0, MAX_POINTER_CHARS)}…`;
  }
  return pointer;
}

/** The text of a quoted name; the raw characters where the quoted ones aren't valid JSON. */
function unescaped(quoted: string): string {
  try {
    const name: unknown = JSON.parse(quoted);
    return typeof name === 'string' ? name : quoted;
  } catch {
    return quoted.slice(1, -1);
  }
}
