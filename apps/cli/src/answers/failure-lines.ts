import type { PostriderError, Problem } from '@postrider/sdk';
import { printable } from './shown-bytes.js';

/** What to do about a problem beyond what its detail says: where it's this command that has to be told something else. */
const hints: Partial<Record<Problem['code'], string>> = {
  unauthorized:
    'Give a key by POSTRIDER_API_KEY, --key-file or a profile; `postrider doctor` tells whether it is valid.',
  forbidden: 'Use a key with that scope: `postrider keys create --scopes …` makes one.',
  unknown_event_type: 'Register it: `postrider event-types put <type>`.',
  unavailable: '`postrider doctor` says which part is away.',
  internal_error: '`postrider doctor` looks at every part; the services’ logs have the rest.',
};

/** Why Postrider refused: the code, what it says, every place of a fault, and what to do. */
export function failureLines({ status, problem }: PostriderError): string[] {
  if (!problem) return [`The answer has status ${status} and isn't Postrider's: is the address right?`];
  const { code, detail, title, errors = [] } = problem;
  const hint = hints[code];
  const lines = [
    `${code} (${status}): ${detail}`,
    ...errors.map(({ path, message }) => `  ${path || 'the body'}: ${message}`),
    ...(title === detail ? [] : [title]),
    ...(hint === undefined ? [] : [hint]),
  ];
  return lines.map(printable);
}
