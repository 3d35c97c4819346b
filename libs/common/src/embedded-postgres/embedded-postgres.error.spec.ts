import { asEmbeddedPostgresError, EmbeddedPostgresError, explainFailure } from './embedded-postgres.error.js';

describe('explainFailure', () => {
  it.each([
    ['FATAL:  could not write lock file "postmaster.pid": No space left on device', /disk .* is full: free/],
    [
      'FATAL: could not extend file: wrote only 4096\nHINT:  Check free disk space.\nPANIC: aborted',
      /is full/,
    ],
    ['could not bind IPv4 address "127.0.0.1": Address already in use', /port .* already in use/],
    ['initdb: error: could not access directory "/x": Permission denied', /may not use \/place: start as/],
    ['PANIC:  could not locate a valid checkpoint record', /damaged: restore a copy/],
    ['postgres: error while loading shared libraries: libstdc++.so.6: cannot open', /set DATABASE_URL/],
    ['initdb: error: could not create directory "/x": Read-only file system', /read-only/],
  ])('knows the cause of %j', (said, sentence) => {
    expect(explainFailure(said, '/place')).toMatch(sentence);
  });

  it('quotes the last complaint when the cause is not known', () => {
    expect(explainFailure('LOG: starting\nFATAL:  odd thing\nLOG: bye\n', '/place')).toBe(
      'PostgreSQL did not start in /place; it said: FATAL:  odd thing',
    );
    expect(explainFailure('', '/place')).toMatch(/said nothing/);
  });
});

describe('asEmbeddedPostgresError', () => {
  it('keeps an error that is clear already and explains any other', () => {
    const clear = new EmbeddedPostgresError('A clear sentence.');
    expect(asEmbeddedPostgresError(clear, '/place')).toBe(clear);
    const full = Object.assign(new Error('ENOSPC: no space left on device, mkdir'), { code: 'ENOSPC' });
    expect(asEmbeddedPostgresError(full, '/place').message).toMatch(/is full/);
    expect(asEmbeddedPostgresError(full, '/place').cause).toBe(full);
  });
});
