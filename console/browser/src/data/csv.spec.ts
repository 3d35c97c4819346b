import { cellsOf, csvOf } from './csv.js';

describe('a CSV', () => {
  it('is read as it was written', () => {
    const row = ['a,b', 'say "x"', '=1+1', "'-2", '裂心', '', '@handle', 'spotify:track:1', ''];
    expect(cellsOf(csvOf([row]).trimEnd())).toEqual(row);
    expect(cellsOf(',-0.5')).toEqual(['', '-0.5']);
  });

  it('quotes what needs it and holds no formula', () => {
    const row = ['a,b', 'say "x"', '=1+1', "'-2", '裂心', -0.5, null, undefined];
    expect(csvOf([row])).toBe(`"a,b","say ""x""",'=1+1,''-2,裂心,-0.5,,\n`);
  });
});
