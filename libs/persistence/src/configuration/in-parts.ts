/** Cuts a list into parts of at most `maxBytes` each, in its order; what is larger by itself is a part of its own. */
export function inParts<T>(items: readonly T[], bytesOf: (item: T) => number, maxBytes: number): T[][] {
  const parts: T[][] = [];
  let room = 0;
  for (const item of items) {
    const bytes = bytesOf(item);
    const last = parts.at(-1);
    if (last && bytes <= room) last.push(item);
    else {
      parts.push([item]);
      room = maxBytes;
    }
    room -= bytes;
  }
  return parts;
}
