import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tokens } from './tokens.js';

describe('tokens', () => {
  let now = 0;
  const make = (most = 10) => new Tokens<string>(1_000, most, undefined, () => now);

  beforeEach(() => (now = 0));

  it('are long, differ, and give what they stand for until their time is up', () => {
    const tokens = make();
    const { token, expiresAt } = tokens.issue('key', 'alice');
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(tokens.issue('key', 'alice').token).not.toBe(token);
    expect(expiresAt).toBe(1_000);
    now = 999;
    expect(tokens.find(token)).toMatchObject({ value: 'alice', expiresAt });
    now = 1_000;
    expect(tokens.find(token)).toBeNull();
    expect(tokens.find(undefined)).toBeNull();
    expect(tokens.find('another')).toBeNull();
  });

  it('that are taken give their value once', () => {
    const tokens = make();
    const { token } = tokens.issue('key', 'alice');
    expect([tokens.take(token), tokens.take(token)]).toEqual(['alice', null]);
    const late = tokens.issue('key', 'bob');
    now = 2_000;
    expect(tokens.take(late.token)).toBeNull();
  });

  it('are forgotten on demand, and the oldest when there are too many', () => {
    const tokens = make(2);
    const [first, second, third] = ['a', 'b', 'c'].map((value) => tokens.issue('key', value).token) as [
      string,
      string,
      string,
    ];
    expect([first, second, third].map((token) => tokens.find(token)?.value)).toEqual([undefined, 'b', 'c']);
    tokens.forget(second);
    expect(tokens.find(second)).toBeNull();
    expect(tokens.find(third)?.value).toBe('c');
  });

  it('are found again after a restart, by a file that names neither them nor their values', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sessions-'));
    const file = join(folder, 'sessions.json');
    try {
      const started = () => new Tokens<string>(1_000, 10, file);
      const [kept, forgotten] = [started().issue('key', 'alice').token, started().issue('key', 'bob').token];
      started().forget(forgotten);
      expect([kept, forgotten].map((token) => started().find(token)?.value)).toEqual(['alice', undefined]);
      expect(readFileSync(file, 'utf8')).not.toMatch(new RegExp(`alice|${kept}`));
      expect(statSync(file).mode & 0o777).toBe(0o600);
      writeFileSync(file, 'damaged');
      expect(started().find(kept)).toBeNull();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('of one owner do not end those of another', () => {
    const tokens = make(2);
    const { token } = tokens.issue('admin', 'alice');
    for (const value of ['a', 'b', 'c']) tokens.issue('reader', value);
    expect(tokens.find(token)?.value).toBe('alice');
  });
});
