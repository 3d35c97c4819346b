import { hashKey, KeySet } from './keys.js';

describe('KeySet', () => {
  const keys = new KeySet([
    'first-key-0123456789',
    `sha256:${hashKey('second-key-0123456789').toString('hex')}`,
  ]);

  it('accepts plain and hashed keys', () => {
    expect(keys.has('first-key-0123456789')).toBe(true);
    expect(keys.has('second-key-0123456789')).toBe(true);
  });

  it('refuses any other key, the empty key and the hash itself', () => {
    for (const wrong of ['', 'first-key-012345678', hashKey('second-key-0123456789').toString('hex')]) {
      expect(keys.has(wrong)).toBe(false);
    }
    expect(new KeySet([]).has('')).toBe(false);
  });

  it('keeps no plain key', () => {
    expect(JSON.stringify(keys)).not.toContain('first-key');
  });
});
