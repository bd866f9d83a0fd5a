import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard } from './guard.js';
import { findJava } from './java.js';
import { kafkaJars } from './kafka-jars.js';
import { StackError } from './stack-error.js';

/** Tools that come with Kafka, by what they are called in its documentation. */
const TOOLS = {
  topics: 'org.apache.kafka.tools.TopicCommand',
  'console-producer': 'org.apache.kafka.tools.ConsoleProducer',
  'console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
} as const;

/**
 * Runs one of Kafka's own Java tools to its end, with `input` as what is typed into it, and answers what it printed:
 * a client that has nothing in common with ours. Rejects with what it said when it fails.
 */
export async function runKafkaTool(tool: keyof typeof TOOLS, args: readonly string[], input = ''): Promise<string> {
  const java = await findJava();
  if (java.kind !== 'found') throw new StackError('java-missing', 'Kafka’s tools need Java, and none was found.');
  const libs = await kafkaJars(() => undefined);
  const child = spawn(
    java.command,
    ['-Xmx128m', '-Dlog4j2.level=error', '-cp', join(libs, '*'), TOOLS[tool], ...args],
    {
      cwd: tmpdir(),
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const { pid } = child;
  if (pid !== undefined) guard.watch(pid, 'SIGKILL');
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  }
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (pid !== undefined) guard.forget(pid);
  if (code !== 0) throw new Error(`${tool} ended with ${code}: ${output.stderr}${output.stdout}`);
  return output.stdout;
}
