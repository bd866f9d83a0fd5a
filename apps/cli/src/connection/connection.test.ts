import { describe, expect, it } from '@jest/globals';
import { connectionConfig } from './connection.config.js';
import { connectionOf } from './connection.js';

const config = (variables: Record<string, string> = {}) =>
  connectionConfig({ POSTRIDER_PROFILES_FILE: '/nowhere', ...variables });
const profile = { url: 'https://profile.example', key: 'of the profile', tenant: 'profiled' };

describe('where Postrider is, and who asks', () => {
  it('is by flags before variables, by variables before the profile', () => {
    const variables = config({
      POSTRIDER_URL: 'https://variable.example/',
      POSTRIDER_API_KEY: 'k',
      POSTRIDER_TENANT: 'v',
    });
    expect(connectionOf({}, config(), profile)).toMatchObject({
      ingestionUrl: 'https://profile.example',
      managementUrl: 'https://profile.example',
      dispatcherUrl: undefined,
      key: 'of the profile',
      tenant: 'profiled',
    });
    expect(connectionOf({}, variables, profile)).toMatchObject({
      ingestionUrl: 'https://variable.example',
      key: 'k',
      tenant: 'v',
    });
    expect(connectionOf({ ingestionUrl: 'http://flag:1', tenant: 'f' }, variables, profile)).toMatchObject({
      ingestionUrl: 'http://flag:1',
      managementUrl: 'https://variable.example',
      tenant: 'f',
    });
  });

  it('is where `npm start` has everything when nothing is said', () => {
    expect(connectionOf({}, config({ POSTRIDER_ADMIN_KEY: 'root' }))).toEqual({
      ingestionUrl: 'http://127.0.0.1:8080',
      managementUrl: 'http://127.0.0.1:8081',
      dispatcherUrl: 'http://127.0.0.1:8082',
      retrySchedulerUrl: 'http://127.0.0.1:8083',
      key: 'root',
      tenant: undefined,
    });
  });

  it('never sends a profile’s key to another address', () => {
    for (const flags of [{ url: 'https://other.example' }, { managementUrl: 'https://other.example' }])
      expect(connectionOf(flags, config(), profile).key).toBeUndefined();
    expect(connectionOf({}, config({ POSTRIDER_INGESTION_URL: 'https://other.example' }), profile).key).toBeUndefined();
    expect(connectionOf({ url: 'https://other.example', key: 'given' }, config(), profile).key).toBe('given');
  });

  it('says which variable makes no sense', () => {
    expect(() => config({ POSTRIDER_URL: 'ftp://x' })).toThrow('POSTRIDER_URL=ftp://x: is an http or https URL');
  });
});
