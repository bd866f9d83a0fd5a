import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Shorter than this, something else could look like it. */
const LEAST_LENGTH = 12;
const PIECE_BYTES = 8 * 1024 * 1024;

/** What must be in no log: each under the name of what it is, in each form that it could be written in. */
export class KnownSecrets {
  readonly #forms = new Map<string, string>();
  /** Up to where each log has been looked through. */
  readonly #seen = new Map<string, number>();

  /** From now on it's looked for: before it's used, or what was written of it in between is missed. */
  add(what: string, secret: string): string {
    if (secret.length < LEAST_LENGTH) throw new RangeError(`${what} is too short to be looked for`);
    for (const form of formsOf(secret)) this.#forms.set(form, what);
    return secret;
  }

  /** Which of them are in what was written to a folder's logs since it was looked through last, and where. */
  async leaksIn(folder: string): Promise<string[]> {
    const leaks = new Set<string>();
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.log'))) {
      for await (const text of this.#newIn(join(folder, name)))
        for (const what of this.#namedIn(text)) leaks.add(`${what} in ${name}`);
    }
    return [...leaks];
  }

  #namedIn(text: string): string[] {
    return Array.from(this.#forms)
      .filter(([form]) => text.includes(form))
      .map(([, what]) => what);
  }

  /** In pieces that overlap by as much as the longest form could be cut in two. */
  async *#newIn(path: string): AsyncGenerator<string> {
    const overlap = Math.max(0, ...Array.from(this.#forms.keys(), ({ length }) => length));
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      for (let from = Math.max(0, (this.#seen.get(path) ?? 0) - overlap); from < size;) {
        const bytes = Buffer.alloc(Math.min(PIECE_BYTES, size - from));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
        yield bytes.toString('latin1', 0, bytesRead);
        from = from + bytesRead >= size ? size : from + bytesRead - overlap;
      }
      this.#seen.set(path, size);
    } finally {
      await file.close();
    }
  }
}

/** A secret as it is, without the prefix that says what kind it is, as base64 has it, as a URL has it; of a PEM file each line by itself. */
function formsOf(secret: string): readonly string[] {
  if (secret.startsWith('-----BEGIN')) return secret.split('\n').filter((line) => /^[A-Za-z0-9+/=]{40,}$/.test(line));
  const forms = [
    secret,
    secret.replace(/^[a-z]+_/, ''),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ];
  return [...new Set(forms)].filter(({ length }) => length >= LEAST_LENGTH);
}
