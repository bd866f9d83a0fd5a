import { readFile } from 'node:fs/promises';
import { reasonOf } from '@postrider/time';
import { Misuse } from './command-failed.js';

/** More than any body that an API of Postrider's takes. */
const MAX_BYTES = 64 * 1024 * 1024;

/** All of stdin as text; throws {@link Misuse} when it's a terminal, or more than any request could hold. */
export async function readText(input: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  if (!input) throw new Misuse('Nothing comes in by stdin: give it as an argument, name a file, or pipe it in.');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Misuse('What comes in by stdin is more than Postrider takes.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A text that is given as it is, as `@file`, or as `-` for stdin. */
export async function givenText(given: string, input: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  if (given === '-') return readText(input);
  if (!given.startsWith('@')) return given;
  return readFile(given.slice(1), 'utf8').catch((error: unknown) => {
    throw new Misuse(`${given.slice(1)} can't be read: ${reasonOf(error)}.`);
  });
}

/** The same where it's a JSON object: the rest of a request's body, which the API judges. */
export async function givenBody<T extends object>(
  given: string | undefined,
  input: AsyncIterable<Uint8Array> | undefined,
): Promise<Partial<T>> {
  if (given === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(await givenText(given, input));
  } catch (error) {
    if (error instanceof Misuse) throw error;
    throw new Misuse(`--data isn't JSON: ${reasonOf(error)}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Misuse('--data has to be a JSON object.');
  return value;
}
