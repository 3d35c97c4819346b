import { hashKey, KeyRing } from './keys.js';

describe('KeyRing', () => {
  const keys = new KeyRing({
    READ_KEYS: ['first-key-0123456789', 'both-0123456789abcd'],
    WRITE_KEYS: [
      `sha256:${hashKey('second-key-0123456789').toString('hex').toUpperCase()}`,
      'both-0123456789abcd',
    ],
    ADMIN_KEYS: ['third-key-0123456789'],
  });

  it.each([
    ['first-key-0123456789', 'read', [true, false, false]],
    ['second-key-0123456789', 'write', [false, true, false]],
    ['both-0123456789abcd', 'read+write', [true, true, false]],
    ['third-key-0123456789', 'admin', [true, true, true]],
  ])('knows what %s may do', (key, role, [reads, writes, administers]) => {
    const id = hashKey(key).toString('hex').slice(0, 12);
    expect(keys.find(key)).toEqual({ id, role, reads, writes, administers });
  });

  it('refuses any other key, the empty key and the hash itself', () => {
    for (const wrong of ['', 'first-key-012345678', hashKey('second-key-0123456789').toString('hex')]) {
      expect(keys.find(wrong)).toBeNull();
    }
    expect(new KeyRing({ READ_KEYS: [], WRITE_KEYS: [], ADMIN_KEYS: [] }).find('')).toBeNull();
  });

  it('keeps no plain key', () => {
    expect(JSON.stringify(keys)).not.toContain('first-key');
  });
});
