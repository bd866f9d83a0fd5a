import { runKafkaTool, type Stack } from '@postrider/stack';

/** A record as Kafka's console producer takes it: text. */
export interface ConsoleRecord {
  readonly key?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** How a producer may compress what it sends. */
export type Codec = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** What stands between the parts of a record in the tool's text: nothing that a test writes, and nothing special in a regular expression. */
const BETWEEN = { headers: '~~', nameAndValue: '@@', parts: '##' } as const;
const NULL = '%null%';

/** Puts records on a topic with the Java client, which shares nothing with ours. */
export async function produce(stack: Stack, topic: string, records: readonly ConsoleRecord[], codec: Codec = 'none') {
  const lines = records.map(({ key = NULL, headers, value }) => {
    const pairs = Object.entries(headers).map(([name, text]) => `${name}${BETWEEN.nameAndValue}${text}`);
    return [pairs.join(BETWEEN.headers) || NULL, key, value].join(BETWEEN.parts);
  });
  const properties = {
    'parse.headers': 'true',
    'parse.key': 'true',
    'headers.separator': BETWEEN.headers,
    'headers.key.separator': BETWEEN.nameAndValue,
    'headers.delimiter': BETWEEN.parts,
    'key.separator': BETWEEN.parts,
    'null.marker': NULL,
  };
  const args = ['--bootstrap-server', stack.kafka.brokers, '--topic', topic, '--compression-codec', codec];
  await runKafkaTool('console-producer', [...args, ...flags(properties)], lines.map((line) => `${line}\n`).join(''));
}

const flags = (properties: Readonly<Record<string, string>>): string[] =>
  Object.entries(properties).flatMap(([name, value]) => ['--property', `${name}=${value}`]);
