import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chooseServers, type Findings } from './choose-servers.js';

const java = { kind: 'found', command: 'java', version: 21 } as const;
const able = { docker: 'missing', java, kafkaJars: 'fetchable', embeddedPostgres: true } as const;
const nothing = { kafkaGiven: false, databaseGiven: false } as const;

const sentenceFor = (findings: Findings): string => {
  const choice = chooseServers(findings);
  return choice.kind === 'nothing' ? choice.sentence : 'chosen';
};

describe('where Kafka and Postgres come from', () => {
  it('is the variables first, whatever else there is', () => {
    expect(chooseServers({ kafkaGiven: true, databaseGiven: true })).toEqual({
      kind: 'chosen',
      kafka: 'given',
      postgres: 'given',
    });
  });

  it('is a Docker engine next, for what no variable names', () => {
    expect(chooseServers({ ...nothing, docker: 'ready' })).toEqual({
      kind: 'chosen',
      kafka: 'docker',
      postgres: 'docker',
    });
    expect(chooseServers({ kafkaGiven: true, databaseGiven: false, docker: 'ready' })).toEqual({
      kind: 'chosen',
      kafka: 'given',
      postgres: 'docker',
    });
  });

  it.each(['missing', 'no-engine', 'no-compose'] as const)('is this machine itself when Docker is %s', (docker) => {
    expect(chooseServers({ ...nothing, ...able, docker })).toEqual({ kind: 'chosen', kafka: 'own', postgres: 'own' });
  });

  it('takes no Java for Postgres alone, and no Maven once the jars are here', () => {
    expect(
      chooseServers({ kafkaGiven: true, databaseGiven: false, docker: 'missing', embeddedPostgres: true }),
    ).toMatchObject({ postgres: 'own' });
    expect(chooseServers({ ...nothing, ...able, kafkaJars: 'here' })).toMatchObject({ kafka: 'own' });
  });

  it('is nowhere when something is lacking, and the three choices are named with what each lacks', () => {
    expect(sentenceFor({ ...nothing, ...able, docker: 'no-engine', java: { kind: 'too-old', version: 11 } })).toBe(
      'Postrider needs Apache Kafka and Postgres, and there are three ways to it: set KAFKA_BROKERS and DATABASE_URL; ' +
        'or start a Docker engine (docker is installed, but no engine answers); ' +
        'or let it run its own, which takes Java 17 or newer and Maven (the Java found is 11).',
    );
    expect(sentenceFor({ ...nothing, ...able, java: { kind: 'missing' }, kafkaJars: 'out-of-reach' })).toContain(
      'no Java was found, no Maven was found',
    );
    expect(sentenceFor({ ...nothing, ...able, embeddedPostgres: false })).toContain('no Postgres for this platform');
    expect(sentenceFor({ kafkaGiven: true, databaseGiven: false, docker: 'no-compose' })).toMatch(
      /needs Postgres, .* set DATABASE_URL; .*no docker compose/,
    );
  });

  it('never is a way that wasn’t found', () => {
    const findings: fc.Arbitrary<Findings> = fc.record({
      kafkaGiven: fc.boolean(),
      databaseGiven: fc.boolean(),
      docker: fc.constantFrom(undefined, 'ready', 'no-engine', 'no-compose', 'missing'),
      java: fc.constantFrom(undefined, java, { kind: 'too-old', version: 8 } as const, { kind: 'missing' } as const),
      kafkaJars: fc.constantFrom(undefined, 'here', 'fetchable', 'out-of-reach'),
      embeddedPostgres: fc.constantFrom(undefined, true, false),
    });
    fc.assert(
      fc.property(findings, (found) => {
        const choice = chooseServers(found);
        if (choice.kind === 'nothing') return expect(found.docker).not.toBe('ready');
        const { kafka, postgres } = choice;
        expect(kafka === 'given').toBe(found.kafkaGiven);
        expect(postgres === 'given').toBe(found.databaseGiven);
        if (kafka === 'docker' || postgres === 'docker') expect(found.docker).toBe('ready');
        if (kafka === 'own')
          expect(found).toMatchObject({ java, kafkaJars: expect.stringMatching(/^(here|fetchable)$/) });
        if (postgres === 'own') expect(found.embeddedPostgres).toBe(true);
      }),
    );
  });
});
