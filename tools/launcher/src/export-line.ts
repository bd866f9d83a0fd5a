import type { Api } from './curl-lines.js';

/** Where the parts that docs/guide.md speaks to are. */
export interface Parts extends Api {
  /** Kafka's, host:port,… */
  readonly brokers: string;
}

/** What a second terminal needs to know for the commands of docs/guide.md: one line, to be pasted there. */
export function exportLine({ ingestion, subscription, adminKey, brokers }: Parts): string {
  const variables = { INGESTION: ingestion, SUBSCRIPTION: subscription, KEY: adminKey, KAFKA: brokers };
  const settings = Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`);
  return `export ${settings.join(' ')}`;
}

/** As one word of a shell. */
const quoted = (value: string): string => `'${value.replaceAll("'", String.raw`'\''`)}'`;
