import type { z } from 'zod';

/** A Kafka record as its reader gets it: exact bytes. */
export interface RecordParts {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | undefined>>;
}

/** A Kafka record as its writer makes it. */
export interface RecordToWrite {
  readonly key: string | Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string | Buffer>>;
}

/** What reading a record comes to. A record that can't be read is poison, and `reason` is for the operator who finds it. */
export type Decoded<T> = { readonly kind: 'decoded'; readonly value: T } | Undecodable;

export interface Undecodable {
  readonly kind: 'undecodable';
  readonly reason: string;
}

export const undecodable = (reason: string): Undecodable => ({ kind: 'undecodable', reason });

/** Reads JSON that some part of a record holds; `part` says which, for the reason. */
export function decodeJson<S extends z.ZodType>(
  schema: S,
  bytes: Buffer | null | undefined,
  part: string,
): Decoded<z.output<S>> {
  if (!bytes) return undecodable(`${part} is missing`);
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undecodable(`${part} is not JSON`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { kind: 'decoded', value: parsed.data };
  const faults = parsed.error.issues.map(({ path, message }) => `/${path.join('/')} ${message}`);
  return undecodable(`${part}: ${faults.slice(0, 5).join('; ')}`);
}
