import type { ExchangeLimits } from './exchange-limits.js';

/** An answer's headers as undici reads them: names in lower case, repeated ones as a list. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The first headers of an answer, as far as the limits allow; a repeated one's values are joined (RFC 9110 section 5.3). */
export function keepHeaders(
  headers: AnswerHeaders,
  limits: Pick<ExchangeLimits, 'keptHeaders' | 'keptHeaderBytes'>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  let count = 0;
  let bytes = 0;
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    const text = Array.isArray(value) ? value.join(', ') : (value ?? '');
    count += 1;
    bytes += name.length + text.length;
    if (count > limits.keptHeaders || bytes > limits.keptHeaderBytes) break;
    kept[name] = text;
  }
  return kept;
}
