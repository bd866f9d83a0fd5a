import { CustomHeaders, PathSuffix } from '@postrider/schemas';
import { restoreNumbers, restoreText, type HiddenNumbers } from './exact-numbers.js';
import type { TransformResult } from './script.js';

/** What a script made: the body as JSON, and JSON of the object with headers and path. */
export interface ScriptOutput {
  readonly body: string | undefined;
  readonly rest: string;
}

/** Headers and path of the longest that are allowed, whatever they're escaped as. */
const MAX_REST_LENGTH = 1024 * 1024;
const MAX_WORDS = 300;

/** Checks what a script made, as strictly as an endpoint's own headers are, and puts exact numbers back. */
export function readOutput(
  { body, rest }: ScriptOutput,
  numbers: HiddenNumbers,
  maxBytes: number,
  durationMs: number,
): TransformResult {
  const failed = (message: string): TransformResult => ({ kind: 'failed', reason: 'output', message, durationMs });
  const written = body === undefined ? undefined : restoreNumbers(body, numbers);
  if (written !== undefined && Buffer.byteLength(written) > maxBytes)
    return failed(`body is larger than ${maxBytes} bytes`);
  if (rest.length > MAX_REST_LENGTH) return failed('headers or path are too large');
  const { headers, path } = JSON.parse(rest) as { headers?: unknown; path?: unknown };
  const checkedHeaders = CustomHeaders.optional().safeParse(withNumbers(headers, numbers));
  if (!checkedHeaders.success) return failed(`headers: ${wordsOf(checkedHeaders.error)}`);
  const checkedPath = PathSuffix.optional().safeParse(typeof path === 'string' ? restoreText(path, numbers) : path);
  if (!checkedPath.success) return failed(`path: ${wordsOf(checkedPath.error)}`);
  return {
    kind: 'transformed',
    ...(written !== undefined && { body: written }),
    ...(checkedHeaders.data && { headers: checkedHeaders.data }),
    ...(checkedPath.data !== undefined && { path: checkedPath.data }),
    durationMs,
  };
}

function withNumbers(headers: unknown, numbers: HiddenNumbers): unknown {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers) || numbers.mark === undefined)
    return headers;
  const entries = Object.entries(headers).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? restoreText(value, numbers) : value,
  ]);
  return Object.fromEntries(entries) as unknown;
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** What is wrong with a name, which zod tells of apart. */
  readonly issues?: readonly { readonly message: string }[];
}

function wordsOf({ issues: [first] }: { readonly issues: readonly Issue[] }): string {
  if (!first) return 'not as they have to be';
  return [...first.path.map(String), first.issues?.[0]?.message ?? first.message].join(' ').slice(0, MAX_WORDS);
}
