import { pathColumns } from './path-columns.js';
import { patternProblem } from './path-pattern.js';

describe('pathColumns', () => {
  it.each<[string, string | undefined, object | null]>([
    ['/lake/dt=2026-05-01/country=de/part-0.json', undefined, { dt: '2026-05-01', country: 'de' }],
    ['lake/a%20b=x%2Fy/c=__HIVE_DEFAULT_PARTITION__/d=%/f=g', undefined, { 'a b': 'x/y', c: '', d: '%' }],
    ['=x/y=/__proto__=z/f', undefined, { y: '', ['__proto__']: 'z' }],
    ['ann/plays.csv', '{user}/*.csv', { user: 'ann' }],
    ['/x/ann/plays.csv.gz', '{user}/*.csv', null],
    ['plays.csv', '{user}/*.csv', null],
    [
      '/x/plays/2026/05/01/a.gz',
      'plays/{YYYY}/{MM}/{DD}/{any}',
      { YYYY: '2026', MM: '05', DD: '01', day: '2026-05-01', any: 'a.gz' },
    ],
    ['/x/plays/2026/5/01/a.gz', 'plays/{YYYY}/{MM}/{DD}/{any}', null],
    ['a/20260501-ann-b.csv', '{YYYY}{MM}{DD}-{user}.csv', { YYYY: '2026', user: 'ann-b' }],
    ['dt=1/ann_2.csv', '{dt}_*.csv', { dt: 'ann' }],
    ['_2.csv', '{user}_*.csv', null],
    ['/data/x', '/data/{name}', { name: 'x' }],
    ['/more/data/x', '/data/{name}', null],
  ])('of %s by %s', (path, pattern, expected) => {
    const found = pathColumns(path, pattern);
    if (expected === null) expect(found).toBeNull();
    else expect(Object.fromEntries(found!)).toMatchObject(expected);
  });

  it('of a hostile name ends', () => {
    const pattern = Array.from({ length: 24 }, (_, at) => `{a${at}}-`).join('');
    expect(patternProblem(pattern)).toBeNull();
    expect(pathColumns('-'.repeat(4_000), pattern)?.size).toBe(24);
    expect(pathColumns(`${'a-'.repeat(2_000)}b`, pattern)).toBeNull();
  });
});

it.each([
  ['{user', /a brace without/],
  ['{user}{song}', /text between/],
  ['*{song}', /text between/],
  ['{user}{YYYY}', /text between/],
  ['{u}/{u}', /twice/],
  ['{a b}', /not of letters/],
  ['{}', /not of letters/],
])('the pattern %s is refused', (pattern, problem) => {
  expect(patternProblem(pattern)).toMatch(problem);
});
