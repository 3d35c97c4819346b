import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { urlOfService, writeAccess, hashedKey, loadOrMakeKeys } from './keys.js';

describe('keys and access', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'music-box-keys-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('are made once, differ, and can be read by their owner alone', () => {
    const file = join(folder, 'keys.json');
    const keys = loadOrMakeKeys(file);
    expect(new Set(Object.values(keys)).size).toBe(3);
    expect(loadOrMakeKeys(file)).toEqual(keys);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('are never replaced because the file is damaged', () => {
    const file = join(folder, 'keys.json');
    writeFileSync(file, '{"readKey":');
    expect(() => loadOrMakeKeys(file)).toThrow(/restore the file, or remove it/);
    expect(readFileSync(file, 'utf8')).toBe('{"readKey":');
  });

  it('are kept when only one of them is missing', () => {
    const file = join(folder, 'keys.json');
    const { writeKey, ...others } = loadOrMakeKeys(file);
    writeFileSync(file, JSON.stringify(others));
    const keys = loadOrMakeKeys(file);
    expect(keys).toEqual({ ...others, writeKey: expect.stringMatching(/^write_.{32}$/) as string });
    expect(keys.writeKey).not.toBe(writeKey);
    expect(loadOrMakeKeys(file)).toEqual(keys);
  });

  it('reach the services as hashes', () => {
    expect(hashedKey('abc')).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('are written for scripts in exactly one form', () => {
    const file = join(folder, 'access.json');
    const urls = {
      ingest: 'http://a:1',
      churn: 'http://a:2',
      recommender: 'http://a:3',
      console: 'http://a:4',
    };
    writeAccess(file, urls, { readKey: 'r', writeKey: 'w', adminKey: 'a' }, '/logs/ours.yaml');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      ingest: { url: 'http://a:1' },
      churn: { url: 'http://a:2' },
      recommender: { url: 'http://a:3' },
      console: { url: 'http://a:4' },
      readKey: 'r',
      writeKey: 'w',
      adminKey: 'a',
      mapping: '/logs/ours.yaml',
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['127.0.0.1', 'http://127.0.0.1:3001'],
    ['0.0.0.0', 'http://127.0.0.1:3001'],
    ['::', 'http://[::1]:3001'],
    ['::1', 'http://[::1]:3001'],
    ['music.local', 'http://music.local:3001'],
  ])('name %s as %s', (host, url) => {
    expect(urlOfService(host, 3001)).toBe(url);
  });
});
