import { inspect } from 'node:util';
import { powersOf } from '../http/credential.js';
import type { Scope } from '../http/credential.js';
import { KeyRing } from './key-ring.js';
import type { KnownToken } from './key-ring.js';
import { hashKey } from './settings-keys.js';

const NONE = { READ_KEYS: [], WRITE_KEYS: [], ADMIN_KEYS: [] };

function known(token: string, scopes: Scope[], endsInMs: number | null = null): KnownToken {
  return {
    digest: hashKey(token).toString('hex'),
    credential: { id: 'key:1', name: 'of-the-test', scopes, expiresAt: null, powers: powersOf(scopes) },
    endsAt: endsInMs === null ? null : performance.now() + endsInMs,
    end: 'expired',
  };
}

describe('keys of settings', () => {
  const keys = new KeyRing({
    READ_KEYS: ['first-key-0123456789', 'both-0123456789abcd', 'third-key-0123456789'],
    WRITE_KEYS: [
      `sha256:${hashKey('second-key-0123456789').toString('hex').toUpperCase()}`,
      'both-0123456789abcd',
    ],
    ADMIN_KEYS: ['third-key-0123456789'],
  });

  it.each([
    ['first-key-0123456789', 'settings:read', ['read']],
    ['second-key-0123456789', 'settings:write', ['write']],
    ['both-0123456789abcd', 'settings:read+write', ['read', 'write']],
    ['third-key-0123456789', 'settings:admin', ['admin']],
  ] as const)('of %s it is known what they may do', (key, name, scopes) => {
    const id = hashKey(key).toString('hex').slice(0, 12);
    expect(keys.find(key)).toMatchObject({ id, name, powers: powersOf(scopes), expiresAt: null });
  });

  it('are no others, nor the empty key, nor the hash itself', () => {
    for (const wrong of ['', 'first-key-012345678', hashKey('second-key-0123456789').toString('hex')]) {
      expect(keys.find(wrong)).toBeNull();
      expect(keys.lost(wrong)).toBeNull();
    }
    expect(new KeyRing(NONE).find('')).toBeNull();
  });
});

describe('named keys', () => {
  it.each<[scopes: Scope[], may: string, mayNot: string]>([
    [['read'], 'read read:churn', 'write administer'],
    [['read:churn'], 'read:churn', 'read read:ingest read:recommender write administer'],
    [['read:scores'], 'read:scores', 'read read:churn write administer'],
    [['write'], 'write', 'read read:ingest administer'],
    [['operate'], 'read write administer', 'keys grant'],
    [['console'], 'read read:ingest administer keys', 'write grant'],
    [['admin'], 'read write administer keys grant', ''],
    [['read', 'write'], 'read write', 'administer'],
    [['write', 'console'], 'read write administer', 'grant'],
  ])('of scopes %j may do what these allow', (scopes, may, mayNot) => {
    const powers: ReadonlySet<string> = powersOf(scopes);
    expect(may.split(' ').filter((power) => !powers.has(power))).toEqual([]);
    expect(mayNot.split(' ').filter((power) => powers.has(power))).toEqual([]);
  });

  it('are found until they end, and it is known what has ended', () => {
    const ring = new KeyRing(NONE);
    const [lasting, ended, other] = ['lasting-token', 'ended-token', 'other-token'];
    ring.replace([known(lasting, ['read'], 60_000), known(ended, ['read'], 0)]);
    expect(ring.find(lasting)).toMatchObject({ name: 'of-the-test' });
    expect(ring.find(ended)).toBeNull();
    expect(ring.lost(ended)).toEqual({ name: 'of-the-test', end: 'expired' });
    ring.replace([known(other, ['read'])]);
    expect(ring.find(lasting)).toBeNull();
    expect(ring.find(other)).not.toBeNull();
  });

  it('that were used are told once, also when all were read again meanwhile', () => {
    const ring = new KeyRing(NONE);
    const [used, idle] = ['used-token', 'idle-token'];
    const tokens = [known(used, ['read']), known(idle, ['read'])];
    ring.replace(tokens);
    ring.find(used);
    ring.replace(tokens);
    expect(ring.takeUsed()).toEqual([hashKey(used).toString('hex')]);
    expect(ring.takeUsed()).toEqual([]);
  });
});

describe('tokens', () => {
  it('are not kept', () => {
    const token = 'a-token-of-the-test';
    const ring = new KeyRing({ ...NONE, READ_KEYS: ['first-key-0123456789'] });
    ring.replace([known(token, ['admin'])]);
    ring.find(token);
    for (const secret of [token, 'first-key']) expect(inspect(ring, { depth: 9 })).not.toContain(secret);
  });
});
