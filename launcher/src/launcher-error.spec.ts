import { EmbeddedPostgresError } from '#common/embedded-postgres';
import { whyUnusable } from './database/external-database.js';
import { LauncherError, sentenceFor, sentenceForRetry } from './launcher-error.js';

describe('sentenceFor', () => {
  it.each([
    [new LauncherError('A clear sentence.'), 'A clear sentence.'],
    [
      new LauncherError('Loading failed: could not extend file: No space left on device'),
      /^The disk is full/,
    ],
    [new LauncherError('Loading failed: The disk of the database is full: nothing can'), /^The disk is full/],
    [
      Object.assign(new Error('write'), { code: 'ENOSPC', path: '/data/x' }),
      /^The disk is full \(\/data\/x\)/,
    ],
    [Object.assign(new Error('open'), { code: 'EACCES', path: '/data/x' }), /may not use \/data\/x/],
    [Object.assign(new Error('open'), { code: 'EROFS', path: '/data/x' }), /read-only/],
    [new Error('odd'), 'The start failed: odd'],
  ])('turns %s into a sentence', (error, sentence) => {
    const said = sentenceFor(error);
    if (typeof sentence === 'string') expect(said).toBe(sentence);
    else expect(said).toMatch(sentence);
  });
});

describe('sentenceForRetry', () => {
  it('asks for space, and for no start, where the launcher goes on by itself', () => {
    const written = Object.assign(new Error('write'), { code: 'ENOSPC' });
    expect(sentenceForRetry(written)).toBe('The disk is full: free some space; it is tried again.');
    const started = new EmbeddedPostgresError(
      'The disk that holds /data is full: free some space and start again.',
    );
    expect(sentenceForRetry(started)).toBe(
      'The disk that holds /data is full: free some space; it is tried again.',
    );
    expect(sentenceForRetry(new LauncherError('A clear sentence.'))).toBe('A clear sentence.');
  });
});

describe('whyUnusable', () => {
  it.each([
    ['28P01', /refuses the user alice/],
    ['3D000', /no database music: create it/],
    ['ENOTFOUND', /is not known/],
    ['53300', /no free connection/],
    ['ECONNREFUSED', /cannot be reached .*is it running/],
  ])('explains %s without the password', (code, sentence) => {
    const error = Object.assign(new Error('what the driver says'), { code });
    const said = whyUnusable(error, 'postgres://alice:secret@db.example:5432/music');
    expect(said).toMatch(sentence);
    expect(said).toContain('db.example');
    expect(said).not.toContain('secret');
  });
});
