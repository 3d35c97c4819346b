import { singersIn } from './singers.js';

const namesIn = (text: string | null): string[] => singersIn(text).map(({ name }) => name);
const idOf = (text: string): string => singersIn(text)[0]!.singerId;

describe('singersIn', () => {
  it.each([
    ['周杰伦', ['周杰伦']],
    ['G.E.M.邓紫棋&周杰伦', ['G.E.M.邓紫棋', '周杰伦']],
    ['周杰伦、费玉清', ['周杰伦', '费玉清']],
    ['Eminem feat. Rihanna', ['Eminem', 'Rihanna']],
    ['Eminem ft.Rihanna / Dr. Dre', ['Eminem', 'Rihanna', 'Dr. Dre']],
    ['AC/DC', ['AC/DC']],
    ['Tyler, The Creator', ['Tyler, The Creator']],
    ['Daft Punk', ['Daft Punk']],
    ['A & a＆Ａ', ['A']],
    [' & ', []],
    ['', []],
    [null, []],
  ])('reads %j', (text, names) => {
    expect(namesIn(text)).toEqual(names);
  });

  it('gives one id to a name, however it is written', () => {
    expect(idOf('Taylor  Swift')).toBe(idOf('taylor swift'));
    expect(idOf('ＡＢＢＡ')).toBe(idOf('ABBA'));
    expect(idOf('x&ABBA')).not.toBe(idOf('ABBA'));
    expect(singersIn('x & Abba')[1]!.singerId).toBe(idOf('ABBA'));
    // The same in every release: ids stand in the lists of products.
    expect(idOf('薛之谦')).toBe('6444763549978809146');
    expect(BigInt(idOf('薛之谦')) < 2n ** 63n).toBe(true);
  });

  it('takes time in proportion to the text', () => {
    // Minutes, were it the square.
    expect(namesIn(`${' '.repeat(300_000)}x${' /'.repeat(300_000)}`)).toEqual(['x', '/']);
  });
});
