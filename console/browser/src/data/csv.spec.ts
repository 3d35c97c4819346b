import { csvOf } from './csv.js';

describe('a CSV', () => {
  it('quotes what needs it and holds no formula', () => {
    const row = ['a,b', 'say "x"', '=1+1', "'-2", '裂心', -0.5, null, undefined];
    expect(csvOf([row])).toBe(`"a,b","say ""x""",'=1+1,''-2,裂心,-0.5,,\n`);
  });
});
