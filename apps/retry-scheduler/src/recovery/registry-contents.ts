import type { KafkaClient } from '@postrider/kafka';
import { decodeRegistryChange, registryKey, topics } from '@postrider/schemas';
import { reasonOf, untilItWorks } from '@postrider/time';
import type { BothSides } from './both-sides.js';
import { CommandFailed } from './command-failed.js';

/** What postrider.registry has. */
export interface RegistryContents {
  /** The highest version of any entity or tombstone; 0 for none. */
  readonly version: number;
  /** The keys of entities that there are. */
  readonly keys: ReadonlySet<string>;
}

const READ_WAIT_MS = 200;
/** A topic that was just made, or a broker that came back, has a leader long before. */
const PATIENCE_MS = 30_000;

/** Reads all of the topic; nothing where there is no such topic yet. What nobody can read of it is left out. */
export async function registryContents({ client, admin, clock }: BothSides): Promise<RegistryContents> {
  if (!(await admin.list()).includes(topics.registry.name)) return { version: 0, keys: new Set() };
  let last: unknown;
  const reading = untilItWorks(() => readOnce(client), {
    clock,
    backOff: { baseMs: 200, capMs: 2000 },
    signal: AbortSignal.timeout(PATIENCE_MS),
    failed: (error) => (last = error),
  });
  return reading.catch(() => {
    throw new CommandFailed(
      'away',
      `${topics.registry.name} can't be read (${reasonOf(last)}).`,
      'See that its partition has a leader, and try again.',
    );
  });
}

async function readOnce(client: KafkaClient): Promise<RegistryContents> {
  const keys = new Set<string>();
  let version = 0;
  const reader = await client.reader(topics.registry.name, 0);
  try {
    const versions = new Map<string, number>();
    for await (const records of reader.readAll(READ_WAIT_MS)) {
      for (const record of records) {
        const change = decodeRegistryChange(record);
        if (change.kind === 'undecodable') continue;
        const { kind, id, entity, version: its } = change.value;
        const key = registryKey(kind, id);
        version = Math.max(version, its);
        if (its < (versions.get(key) ?? 0)) continue;
        versions.set(key, its);
        if (entity) keys.add(key);
        else keys.delete(key);
      }
    }
  } finally {
    await reader.disconnect();
  }
  return { version, keys };
}
