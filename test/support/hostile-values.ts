import type { Schema } from './documented-operations.js';

const TOO_LARGE = '9'.repeat(400);

/** What breaks readers of numbers and days somewhere: none of it is what the schema asks for. */
const NO_NUMBER = [
  '',
  ' ',
  'abc',
  'null',
  'NaN',
  'Infinity',
  '1e400',
  '0x10',
  '１',
  '1,2',
  '--1',
  '1 OR 1=1',
];
const NO_DAY = ['', 'today', '0000-01-01', '2017-02-30', '2017-1-1', '2017-W10-1', '20170330', '10000-01-01'];
const NO_TIME = [
  '',
  'now',
  '2017-03-30',
  '2017-03-30T00:00:00',
  '2017-02-30T00:00:00Z',
  '2017-03-30T25:00:00Z',
];
const NO_UUID = ['', '1', '00000000-0000-0000-0000', 'g0000000-0000-4000-8000-000000000000'];
const NO_PATTERN = [
  '',
  ' ',
  'abc',
  '-1',
  '1.5',
  '1e3',
  '0x10',
  '１',
  '9223372036854775808',
  TOO_LARGE,
  "1'--",
];
const NO_FORMAT: Record<string, string[]> = { date: NO_DAY, 'date-time': NO_TIME, uuid: NO_UUID };

/** Texts that mean no value of the schema, as in a query or a path. */
export function wrongTexts(schema: Schema): string[] {
  switch (schema.type) {
    case 'integer':
    case 'number':
      return [...NO_NUMBER, ...numbersOutside(schema).map(String)];
    case 'boolean':
      return ['', 'yes', '1', 'TRUE', 'null'];
    case 'array':
      return [...listTexts(schema)];
    default:
      return wrongStrings(schema);
  }
}

function listTexts({ items = {}, maxItems, example }: Schema): string[] {
  const wrong = wrongTexts(items).filter((text) => !text.includes(','));
  const [entry] = Array.isArray(example) ? (example as (string | number)[]) : [];
  if (maxItems === undefined || entry === undefined) return wrong;
  return [...wrong, Array.from({ length: maxItems + 1 }, () => String(entry)).join(',')];
}

function wrongStrings({ enum: values, format = '', pattern, minLength, maxLength }: Schema): string[] {
  const misfits =
    pattern === undefined ? [] : NO_PATTERN.filter((text) => !new RegExp(pattern, 'u').test(text));
  return [
    ...(values === undefined ? [] : ['', 'none of them', 'null', 'constructor']),
    ...(NO_FORMAT[format] ?? []),
    ...misfits,
    ...(minLength === undefined || minLength === 0 ? [] : ['']),
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1)]),
  ];
}

function numbersOutside({ type, minimum, maximum }: Schema): number[] {
  return [
    ...(type === 'integer' ? [0.5 + (minimum ?? 0)] : []),
    ...(minimum === undefined ? [] : [minimum - 1, -1e300]),
    ...(maximum === undefined ? [] : [maximum + 1, 1e300]),
  ];
}

/** Values of JSON that are none of the schema; members of objects and entries of lists are the caller's to go into. */
export function wrongValues(schema: Schema): unknown[] {
  const others: Record<string, unknown> = { boolean: true, string: '1', number: 1, object: {}, array: [] };
  const type = schema.type === 'integer' ? 'number' : schema.type!;
  const otherTypes = Object.keys(others).filter((name) => name !== type);
  return [
    ...(schema.nullable === true ? [] : [null]),
    ...otherTypes.map((name) => others[name]),
    ...wrongOfType(schema),
  ];
}

function wrongOfType(schema: Schema): unknown[] {
  switch (schema.type) {
    case 'integer':
    case 'number':
      return numbersOutside(schema);
    case 'string':
      return [...wrongStrings(schema), 'NUL\0', '\ud800'];
    case 'array':
      return [
        [null],
        ...(schema.maxItems === undefined ? [] : [Array<null>(schema.maxItems + 1).fill(null)]),
      ];
    default:
      return [];
  }
}

/** Texts that have broken something somewhere, as they stand in a URL; some may mean something. */
export const ODD_TEXTS = [
  '',
  '%00',
  '1%00',
  '%ED%A0%80',
  '%FF',
  '%EF%BF%BF',
  '%EF%BC%91%EF%BC%92',
  '%D9%A3',
  '%F0%9F%98%80',
  '-0',
  '1e-46',
  '1e400',
  'NaN',
  '9'.repeat(19),
  '9'.repeat(190),
  '0000-01-01',
  '0001-01-01',
  '9999-12-31',
  '2017-02-30',
  '__proto__',
  'constructor',
  "'%3B--",
  '%7B%7D',
  '1,2,,3',
];
