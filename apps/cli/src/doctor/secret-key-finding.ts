import { parseSecretKeys } from '@postrider/secrets';
import type { Environment } from '../surroundings.js';
import { failed, ok, type Finding } from './finding.js';

/** Whether POSTRIDER_SECRET_KEY can be read, where it's given; nothing is said of it but that. */
export function secretKeyFindings({ POSTRIDER_SECRET_KEY: text }: Environment): Finding[] {
  if (text === undefined || text.trim() === '') return [];
  const parsed = parseSecretKeys(text.trim());
  if (parsed.kind === 'refused')
    return parsed.problems.map(({ position, message }) =>
      failed('secret key', `POSTRIDER_SECRET_KEY, key ${position}: ${message}`, 'Correct it: openssl rand -base64 32'),
    );
  return [ok('secret key', 'POSTRIDER_SECRET_KEY can be read')];
}
