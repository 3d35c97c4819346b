import { BUILT_IN_MAPPINGS, builtInMapping } from './built-in.js';
import { readingOf } from './mapped-archive.js';
import { MappingInvalid, readMapping } from './read-mapping.js';

const LEAST = 'name: ours\nrecords: lines\nuser: u\nsong: s\ntime: t\n';

function problemsOf(text: string): readonly string[] {
  try {
    readMapping(text);
  } catch (error) {
    if (error instanceof MappingInvalid) return error.problems;
    throw error;
  }
  return [];
}

it('reads the shortest mapping', () => {
  expect(readMapping(LEAST)).toMatchObject({
    name: 'ours',
    kind: 'play',
    ids: 'text',
    files: '*',
    when: [],
    drop: [],
  });
});

it.each([
  ['part-0.snappy.parquet', 'parquet'],
  ['plays.CSV.gz', 'csv'],
  ['plays.csv.jsonl', 'lines'],
  ['plays', 'lines'],
])('reads by its name the file %s as %s', (name, records) => {
  const mapping = readMapping(LEAST.replace('lines', 'by-name'));
  expect(readingOf(mapping, name)).toEqual({ ...mapping, records });
});

it.each(Object.keys(BUILT_IN_MAPPINGS))('reads the built-in mapping %s under its name', (name) => {
  expect(builtInMapping(name)).toMatchObject({ name });
});

it.each([
  [
    'a misspelt member',
    `${LEAST}secnds: x\n`,
    ['Line 6, column 1: secnds is unknown, the nearest member is seconds.'],
  ],
  [
    'a misspelt member of a member',
    `${LEAST}seconds: { column: x, unti: ms }\n`,
    ['Line 6, column 23: unti is unknown, the nearest member is unit.'],
  ],
  [
    'a member that is missing',
    'name: ours\nrecords: lines\nuser: u\nsong: s\n',
    ['Line 1, column 1: time is missing.'],
  ],
  [
    'a wrong word',
    LEAST.replace('lines', 'line'),
    [expect.stringMatching(/^Line 2, column 1: records is wrong .*"lines"/)],
  ],
  ['no YAML', 'name: [', [expect.stringMatching(/^Line 1, column \d+: /)]],
  [
    'a name that no mapping has',
    LEAST.replace('ours', 'events'),
    [expect.stringMatching(/^Line 1, column 1: name/)],
  ],
  [
    'a dropped column that is read',
    `${LEAST}drop: [u]\n`,
    [expect.stringContaining('drop names the column u')],
  ],
  ['a search without a query', `${LEAST}kind: search\n`, [expect.stringContaining('needs a member query')]],
  [
    'a zone that is none',
    LEAST.replace('time: t', 'time: { column: t, zone: Mars }'),
    [expect.stringContaining('is no time zone')],
  ],
  ...[
    ['YYYY-MM-DD HH:MM:SS', /^Line 5, column 20: time.format has the month twice, the second time as MM\.$/],
    ['yyyy-MM-DD', /has yyyy, which is none of YYYY MMMM .*a text is written as \[text\]\.$/],
    ['DD.MM.', /has no year, which is written YYYY\.$/],
    ['M/D/YYYY h:mm', /needs A with h/],
    ['YYYYMMDD mm', /has minutes or seconds, and no hour/],
    ['isoo', /has isoo/],
  ].map(([format, problem]): [string, string, unknown[]] => [
    `the format ${String(format)}`,
    LEAST.replace('time: t', `time: { column: t, format: '${String(format)}' }`),
    [expect.stringMatching(problem!)],
  ]),
  [
    'a time of two places',
    LEAST.replace('time: t', 'time: { column: t, first: [a] }'),
    [expect.stringMatching(/^Line 5, column 1: time needs exactly one of column and first/)],
  ],
  [
    'a language that is none',
    LEAST.replace('time: t', 'time: { column: t, language: xx }'),
    [expect.stringContaining('is no language')],
  ],
  [
    'two places of a value',
    LEAST.replace('song: s', 'song: { column: s, hash: [a] }'),
    [expect.stringContaining('exactly one')],
  ],
  [
    'a list instead of a mapping',
    '- a\n',
    [expect.stringMatching(/^Line 1, column 1: the mapping is wrong/)],
  ],
])('refuses %s', (_, text, problems) => {
  expect(problemsOf(text)).toEqual(problems);
});
