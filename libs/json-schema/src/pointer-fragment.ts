/** A pointer as it is written behind the # of a reference (RFC 6901, section 6); a dollar may stand there as it is. */
export function asFragment(pointer: string): string {
  return encodeURIComponent(pointer.toWellFormed()).replaceAll('%2F', '/').replaceAll('%24', '$');
}

/** What a reference such as `#/a/b` leads to in a document; undefined for any that leads nowhere, or out of it. */
export function pointedAt(document: unknown, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined;
  let at = document;
  for (const segment of reference.slice(2).split('/')) {
    const name = unescaped(segment);
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at;
}

function unescaped(segment: string): string {
  try {
    return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return segment;
  }
}
