import { BoundedCache } from './bounded-cache.js';

const ENTRY_BYTES = 50;
const TEXT = 'x'.repeat(100);
const ONE = TEXT.length + ENTRY_BYTES;

const texts = () => new BoundedCache<string>((text) => text.length + ENTRY_BYTES);

describe('BoundedCache', () => {
  it('keeps what there is room for, and lets the oldest go', () => {
    const cache = texts();
    for (let key = 0; key < 10; key++) cache.set(String(key), TEXT, 4 * ONE);
    const kept = Array.from({ length: 10 }, (_, key) => cache.get(String(key)) === TEXT);
    expect(kept).toEqual([...Array<boolean>(6).fill(false), ...Array<boolean>(4).fill(true)]);
  });

  it('counts a key once, however often it is set', () => {
    const cache = texts();
    for (let round = 0; round < 10; round++) for (const key of ['a', 'b']) cache.set(key, TEXT, 2 * ONE);
    expect([cache.get('a'), cache.get('b')]).toEqual([TEXT, TEXT]);
  });

  it('keeps nothing where there is no room, and gives up what it has when the room shrinks', () => {
    const cache = texts();
    cache.set('a', TEXT, ONE);
    cache.set('b', TEXT, 0);
    expect([cache.get('a'), cache.get('b')]).toEqual([undefined, undefined]);
    cache.set('c', TEXT, ONE);
    expect(cache.get('c')).toBe(TEXT);
  });

  it('has all its room again once it is cleared', () => {
    const cache = texts();
    for (const key of ['a', 'b']) cache.set(key, TEXT, 2 * ONE);
    cache.clear();
    for (const key of ['c', 'd']) cache.set(key, TEXT, 2 * ONE);
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual([undefined, undefined, TEXT, TEXT]);
  });
});
