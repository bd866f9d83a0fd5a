import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@postrider/config';
import { kafkaSettings, topicSpecs } from '@postrider/kafka';
import { PostriderError } from '@postrider/sdk';
import { clockFinding } from './clock-finding.js';
import { stateFindings } from './database-findings.js';
import { endOf, refusal } from './key-findings.js';
import { secretKeyFindings } from './secret-key-finding.js';
import { topicFindings } from './topic-findings.js';

describe('what doctor finds of topics', () => {
  const config = loadConfig(kafkaSettings, { KAFKA_BROKERS: 'kafka:9092', KAFKA_REPLICATION: '3' });
  const specs = topicSpecs(config, ['postrider.inbox']);
  const asWanted = (name: string) => {
    const spec = specs.find((each) => each.name === name);
    return spec && { ...spec, settings: new Map(Object.entries(spec.settings)) };
  };
  const found = (change: (topic: NonNullable<ReturnType<typeof asWanted>>) => void) =>
    topicFindings(specs, (name) => {
      const topic = asWanted(name);
      if (topic && name === 'postrider.events') change(topic);
      return topic;
    });

  it('is nothing where they are as the table says, or better', () => {
    expect(topicFindings(specs, asWanted)).toEqual([expect.objectContaining({ check: 'topics', status: 'ok' })]);
    const better = found(({ settings }) => {
      settings.set('retention.ms', '-1').set('min.insync.replicas', '3');
    });
    expect(better.map(({ status }) => status)).toEqual(['ok']);
  });

  it('is a failure where a promise is at stake, a warning where something is kept too short', () => {
    const unsafe = found(({ settings }) => void settings.set('unclean.leader.election.enable', 'true'));
    expect(unsafe).toEqual([
      expect.objectContaining({
        check: 'topic postrider.events',
        status: 'failed',
        action: expect.stringContaining('--alter'),
      }),
    ]);
    expect(found(({ settings }) => void settings.set('retention.ms', '1000'))[0]).toMatchObject({ status: 'warning' });
    const missing = topicFindings(specs, (name) => (name === 'postrider.lanes' ? undefined : asWanted(name)));
    expect(missing).toEqual([expect.objectContaining({ check: 'topic postrider.lanes', status: 'failed' })]);
    const others = topicFindings(specs, (name) => {
      const topic = asWanted(name);
      return topic && name === 'postrider.events' ? { ...topic, partitions: 7, replication: 1 } : topic;
    });
    expect(others.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('7 partitions'),
      expect.stringContaining('1 replicas'),
    ]);
  });
});

describe('what doctor finds of clocks', () => {
  it('is a warning from seconds on, a failure from a minute on, and nothing within what can be told', () => {
    const status = (skewMs: number) => clockFinding('clock', skewMs, 1000).status;
    expect([0, 2900, -2900, 3100, -60_000, 62_000, -62_000].map(status)).toEqual([
      'ok',
      'ok',
      'ok',
      'warning',
      'warning',
      'failed',
      'failed',
    ]);
    expect(clockFinding('clock', -5000, 0).detail).toContain('5.0 s behind');
  });
});

describe('what doctor finds of a database', () => {
  const well = { version: '16.2', versionNumber: 160_002, skewMs: 3, missing: [], unknown: [], hasPartitions: true };
  const checks = (state: object) =>
    stateFindings({ ...well, ...state }).flatMap(({ check, status }) =>
      status === 'ok' ? [] : [`${check} ${status}`],
    );

  it('is what keeps Postrider from working, or will', () => {
    expect(checks({})).toEqual([]);
    expect(checks({ versionNumber: 140_011 })).toEqual(['postgres failed']);
    expect(checks({ missing: ['CreateSchema'], hasPartitions: false })).toEqual(['migrations failed']);
    expect(checks({ unknown: ['FromTheFuture'] })).toEqual(['migrations warning']);
    expect(checks({ hasPartitions: false })).toEqual(['partitions failed']);
    expect(checks({ skewMs: 90_000 })).toEqual(['postgres clock failed']);
  });
});

describe('what doctor finds of keys', () => {
  const problem = (code: 'unauthorized' | 'not_found' | 'address_not_allowed' | 'unavailable', status: number) =>
    new PostriderError(status, { type: '', title: '', status, code, detail: 'd' });

  it('is a failure for one that isn’t let in, and none for one that may not do what was tried', () => {
    expect(refusal('key', problem('unauthorized', 401)).status).toBe('failed');
    expect(refusal('key', problem('address_not_allowed', 403)).status).toBe('failed');
    expect(refusal('key', problem('not_found', 404)).status).toBe('ok');
    expect(refusal('key', problem('unavailable', 503)).status).toBe('skipped');
    expect(refusal('key', new TypeError('fetch failed')).status).toBe('skipped');
  });

  it('is a warning for one that ends within a week, or has ended', () => {
    const nowMs = Date.parse('2026-03-01T00:00:00.000Z');
    const ends = (expiresAt?: string) =>
      endOf({ id: 'key_1', name: 'shop', hint: '', scopes: ['read'], createdAt: '', expiresAt }, nowMs);
    expect(ends()).toEqual([]);
    expect(ends('2026-04-01T00:00:00.000Z')).toEqual([]);
    expect(ends('2026-03-05T00:00:00.000Z')).toEqual([expect.objectContaining({ status: 'warning' })]);
    expect(ends('2026-02-01T00:00:00.000Z')[0]?.action).toContain('keys delete key_1');
  });

  it('says of a secret key only whether it can be read', () => {
    expect(secretKeyFindings({})).toEqual([]);
    expect(secretKeyFindings({ POSTRIDER_SECRET_KEY: Buffer.alloc(32, 1).toString('base64') })[0]?.status).toBe('ok');
    const [wrong] = secretKeyFindings({ POSTRIDER_SECRET_KEY: 'hunter2hunter2' });
    expect(wrong?.status).toBe('failed');
    expect(JSON.stringify(wrong)).not.toContain('hunter2');
  });
});
