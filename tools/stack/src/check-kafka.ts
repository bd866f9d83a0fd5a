import { probeKafka } from './kafka-probe.js';
import { reasonOf, StackError } from './stack-error.js';

const TIMEOUT_MS = 5000;

/**
 * Checks that one of the brokers in a bootstrap list (host:port,…) answers as Kafka does; rejects with a
 * {@link StackError} whose sentence names the variable and what each of them said. No log-in is tried.
 */
export async function checkKafka(brokers: string, tls: boolean, variable = 'KAFKA_BROKERS'): Promise<void> {
  const refusals: string[] = [];
  for (const broker of brokers.split(',').map((item) => item.trim())) {
    const match = /^\[?([^\]]+)\]?:(\d+)$/.exec(broker);
    const [host, port] = [match?.[1], match?.[2]];
    if (host === undefined || port === undefined) {
      refusals.push(`${broker} is not host:port`);
      continue;
    }
    try {
      await probeKafka({ host, port: Number(port), tls, timeoutMs: TIMEOUT_MS });
      return;
    } catch (error) {
      refusals.push(`${broker}: ${reasonOf(error)}`);
    }
  }
  throw new StackError(
    'kafka-unreachable',
    `${variable} names no broker that answers (${refusals.join('; ')}): correct it, or unset it and Postrider runs a Kafka of its own.`,
  );
}
