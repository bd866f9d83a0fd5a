const MAX_LINES = 4;
const MAX_LENGTH = 600;

/** Frames of a stack trace, and what Node puts around them: true, and no reason. */
const NOISE = /^\s+at |^Node\.js v|^\s*[{}^]*\s*$/;
/** A line that says what went wrong, in words or as a JSON log does. */
const TELLING =
  /\b(error|fatal|exception|refused|wrong|couldn't|could not)\b|"level":"?(50|60|error|fatal)\b|\w(Error|Exception)\b/i;

/** Why a program ended, as far as what it said tells: the last line about a fault and what follows it, on one line. */
export function lastWords(said: readonly string[]): string {
  const lines = said.filter((line) => !NOISE.test(line));
  const telling = lines.findLastIndex((line) => TELLING.test(line));
  const words = telling === -1 ? lines.slice(-1) : lines.slice(telling, telling + MAX_LINES);
  return (
    words
      .map((line) => line.trim())
      .join(' ')
      .slice(0, MAX_LENGTH) || 'nothing'
  );
}
