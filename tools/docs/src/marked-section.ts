/**
 * A text with the part between `<!-- <name> -->` and `<!-- /<name> -->` replaced; throws when it has no such marks, since
 * a part that is written nowhere would be checked nowhere.
 */
export function withSection(text: string, name: string, content: string): string {
  const start = `<!-- ${name} -->`;
  const end = `<!-- /${name} -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`there is no part ${start} … ${end}`);
  return `${text.slice(0, from + start.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}
