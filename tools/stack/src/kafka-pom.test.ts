import { describe, expect, it } from '@jest/globals';
import { KAFKA_VERSION, kafkaPom } from './kafka-pom.js';

const artifacts = [
  ...kafkaPom().matchAll(
    /<dependency>\s*<groupId>(.*)<\/groupId>\s*<artifactId>(.*)<\/artifactId>\s*<version>(.*)<\/version>/g,
  ),
];

describe('the Maven project for Kafka', () => {
  it('has the broker and its tools at the one pinned version, and a place for their logs to go', () => {
    expect(artifacts.map(([, group, artifact]) => `${group}:${artifact}`)).toEqual([
      'org.apache.kafka:kafka_2.13',
      'org.apache.kafka:kafka-tools',
      'org.apache.logging.log4j:log4j-slf4j-impl',
    ]);
    expect(artifacts.slice(0, 2).map(([, , , version]) => version)).toEqual([KAFKA_VERSION, KAFKA_VERSION]);
  });

  it('names exact versions only, so that every machine gets the same jars', () => {
    for (const [, , , version] of artifacts) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
