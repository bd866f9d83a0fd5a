/** A request's URL without what may stand before its path: that of one without it is as it was. */
export function withoutPrefix(url: string, prefix: string): string {
  if (!url.startsWith(prefix)) return url;
  const rest = url.slice(prefix.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  // What merely begins like it is another path.
  return rest.startsWith('/') ? rest : url;
}
