import { describe, expect, it } from '@jest/globals';
import { linesOf, type Status } from './told.js';

const status: Status = {
  kind: 'status',
  kafka: 'here',
  databaseIsOf: 'here',
  madeAnew: [],
  running: [],
  registry: { entities: 3, version: 9, unsent: 0 },
  log: { behind: 0, lost: 0 },
  releasesWaitFor: 0,
};

describe('what is told', () => {
  it('says of a status whose the database is, and what runs', () => {
    expect(linesOf(status)).toEqual([
      'Kafka       here',
      'database    of this Kafka',
      'running     no service',
      'registry    3 entities up to version 9; 0 changes not sent',
      'log         0 records behind',
    ]);
  });

  it.each([
    [{ databaseIsOf: null }, 'database    of none yet'],
    [{ databaseIsOf: 'there', log: null }, 'database    of another: there'],
    [{ databaseIsOf: 'there', log: null }, 'log         of another Kafka'],
    [{ madeAnew: ['a', 'b'] }, 'made anew   a, b: as if this were another Kafka'],
    [{ running: ['dispatcher', 'ingestion'] }, 'running     dispatcher, ingestion'],
    [{ log: { behind: 8, lost: 2 } }, 'log         8 records behind, 2 of which Kafka keeps no longer'],
    [{ releasesWaitFor: 4 }, 'releases    wait for the log to read 4 records more'],
  ])('says of %j “%s”', (change, line) => {
    expect(linesOf({ ...status, ...change })).toContain(line);
  });

  it('warns of what is lost, where something is', () => {
    expect(linesOf({ kind: 'log', topic: 'a', again: 1, lost: 0 })).toHaveLength(1);
    expect(linesOf({ kind: 'log', topic: 'a', again: 1, lost: 5 })[1]).toContain('5 records');
  });
});
