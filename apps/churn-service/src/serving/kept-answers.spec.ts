import { BoundedTexts, ENTRY_BYTES } from './kept-answers.js';

const TEXT = 'x'.repeat(100);
const ONE = TEXT.length + ENTRY_BYTES;

describe('BoundedTexts', () => {
  it('keeps what there is room for, and lets the oldest go', () => {
    const texts = new BoundedTexts();
    for (let key = 0; key < 10; key++) texts.set(String(key), TEXT, 4 * ONE);
    const kept = Array.from({ length: 10 }, (_, key) => texts.get(String(key)) === TEXT);
    expect(kept).toEqual([...Array<boolean>(6).fill(false), ...Array<boolean>(4).fill(true)]);
  });

  it('counts a key once, however often it is set', () => {
    const texts = new BoundedTexts();
    for (let round = 0; round < 10; round++) for (const key of ['a', 'b']) texts.set(key, TEXT, 2 * ONE);
    expect([texts.get('a'), texts.get('b')]).toEqual([TEXT, TEXT]);
  });

  it('keeps nothing where there is no room, and gives up what it has when the room shrinks', () => {
    const texts = new BoundedTexts();
    texts.set('a', TEXT, ONE);
    texts.set('b', TEXT, 0);
    expect([texts.get('a'), texts.get('b')]).toEqual([undefined, undefined]);
    texts.set('c', TEXT, ONE);
    expect(texts.get('c')).toBe(TEXT);
  });
});
