import { idProblem, internalIdOf } from './internal-id.js';

describe('internalIdOf', () => {
  it('is 63 bits of the SHA-256 of the text', () => {
    // printf %s TEXT | sha256sum: e3b0c44298fc1c14…, 2cf24dba5fb0a30e…
    expect(internalIdOf('')).toBe(0x63b0c44298fc1c14n.toString());
    expect(internalIdOf('hello')).toBe(0x2cf24dba5fb0a30en.toString());
  });

  it('reads texts as UTF-8 and does not normalise them', () => {
    expect(internalIdOf('é')).not.toBe(internalIdOf('e\u0301'));
  });
});

describe('idProblem', () => {
  it.each([
    'spotify:track:6rqhFgbbKwnb9MLmUQDhG6',
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    '用户四十二',
    'a/b %2F ?#&=+',
    '42',
    '@handle',
    'x'.repeat(200),
    '🎵'.repeat(200),
  ])('accepts %j', (text) => expect(idProblem(text)).toBeNull());

  it.each([
    ['', 'empty'],
    ['..', 'dots'],
    ['x'.repeat(201), '200 characters'],
    ['🎵'.repeat(201), '200 characters'],
    ['a\nb', 'control characters'],
    ['a\0', 'control characters'],
    ['\ud83c', 'half characters'],
    ['someone@example.org', 'hash'],
  ])('refuses %j', (text, problem) => expect(idProblem(text)).toContain(problem));
});
