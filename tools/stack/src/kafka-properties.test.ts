import { describe, expect, it } from '@jest/globals';
import { brokerProperties } from './kafka-properties.js';

const settings = { port: 9092, controllerPort: 9093, dataDirectory: '/data' };

/** As java.util.Properties reads them, as far as we write them. */
const read = (properties: string): Record<string, string> =>
  Object.fromEntries(
    properties
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).replaceAll('\\\\', '\\')]),
  );

describe('server.properties', () => {
  it('makes one node that is broker and controller, on the loopback address alone', () => {
    const properties = read(brokerProperties(settings));
    expect(properties).toMatchObject({
      'process.roles': 'broker,controller',
      'controller.quorum.voters': '1@127.0.0.1:9093',
      listeners: 'PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093',
      'advertised.listeners': 'PLAINTEXT://127.0.0.1:9092',
    });
    expect(JSON.stringify(properties)).not.toContain('0.0.0.0');
  });

  it('lets no topic come into being by its name being used', () => {
    expect(read(brokerProperties(settings))['auto.create.topics.enable']).toBe('false');
  });

  it('takes a caller’s settings over its own, and keeps a backslash in a path', () => {
    const overrides = { 'offsets.topic.num.partitions': '1', 'message.max.bytes': '2000000' };
    const properties = read(brokerProperties({ ...settings, dataDirectory: 'C:\\data', overrides }));
    expect(properties).toMatchObject({ ...overrides, 'log.dirs': 'C:\\data' });
  });
});
