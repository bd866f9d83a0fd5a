import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { codeOf } from './stack-error.js';

const keys = z.object({ POSTRIDER_ADMIN_KEY: z.string().min(1), POSTRIDER_SECRET_KEY: z.string().min(1) });

/** The root API key, and the key that secrets are encrypted under: without the latter the data is worthless. */
export type Keys = z.infer<typeof keys>;

/** The keys in a file that its owner alone may read; made up once, and the same ever after. */
export function keptKeys(file: string): Keys {
  return read(file) ?? makeUp(file);
}

function read(file: string): Keys | undefined {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const found = keys.safeParse(parseJson(content));
  // Making up new ones would leave every stored secret unreadable.
  if (!found.success)
    throw new Error(
      `${file} doesn’t hold the keys any more: restore it, or remove it together with the data beside it.`,
    );
  return found.data;
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** Of two that make keys up at the same time, both use the first one's. */
function makeUp(file: string): Keys {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  const made: Keys = {
    POSTRIDER_ADMIN_KEY: `admin_${randomBytes(24).toString('base64url')}`,
    POSTRIDER_SECRET_KEY: randomBytes(32).toString('base64'),
  };
  writeFileSync(draft, `${JSON.stringify(made, undefined, 2)}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return made;
  } catch {
    return keptKeys(file);
  } finally {
    rmSync(draft, { force: true });
  }
}
