import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { checkKafka } from './check-kafka.js';
import { portIsFree } from './free-port.js';
import { KafkaServer } from './kafka-server.js';
import { runKafkaTool } from './kafka-tool.js';
import { TemporaryFolder } from './temporary-folder.js';

jest.setTimeout(300_000);

describe('a Kafka of our own', () => {
  let folder: TemporaryFolder;
  let kafka: KafkaServer;
  beforeAll(async () => {
    folder = await TemporaryFolder.create();
    kafka = await KafkaServer.start({ directory: join(folder.path, 'kafka') });
  });
  afterAll(async () => {
    await kafka.stop();
    await folder.remove();
  });

  const client = () => ['--bootstrap-server', kafka.brokers];
  const read = async (count: number): Promise<string[]> => {
    const args = [
      ...client(),
      '--topic',
      'kept',
      '--from-beginning',
      '--max-messages',
      String(count),
      '--timeout-ms',
      '20000',
    ];
    return (await runKafkaTool('console-consumer', args)).trim().split('\n');
  };

  it('keeps records over a restart and over being killed, on the same port', async () => {
    const { brokers } = kafka;
    await runKafkaTool('topics', [...client(), '--create', '--topic', 'kept']);
    await runKafkaTool('console-producer', [...client(), '--topic', 'kept'], 'one\n');
    await kafka.restart();
    await runKafkaTool('console-producer', [...client(), '--topic', 'kept'], 'two\n');
    await kafka.kill();
    await expect(checkKafka(brokers, false)).rejects.toMatchObject({ problem: 'kafka-unreachable' });
    await kafka.start();
    expect(kafka.brokers).toBe(brokers);
    expect(await read(2)).toEqual(['one', 'two']);
  });

  it('creates no topic by its name being used', async () => {
    await expect(runKafkaTool('topics', [...client(), '--describe', '--topic', 'typo'])).rejects.toThrow(
      /does not exist/,
    );
  });

  it('lets nobody else work on its data meanwhile, and leaves nothing running', async () => {
    const directory = join(folder.path, 'kafka');
    await expect(KafkaServer.start({ directory })).rejects.toThrow(/is in use by process \d+/);
    await kafka.stop();
    expect(await portIsFree(kafka.port)).toBe(true);
    const other = await KafkaServer.start({ directory });
    await other.stop();
  });
});
