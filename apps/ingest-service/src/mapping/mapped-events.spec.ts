import { internalIdOf } from '#common/outer-ids';
import { mappedArchives } from './mapped-archive.js';
import { lineOf, MappedEvents } from './mapped-events.js';
import type { MappedValues, RejectedRecord } from './mapped-events.js';
import { readMapping } from './read-mapping.js';
import { recordReader } from './record-reader.js';
import { LocalDay, LocalTime } from './times.js';
import { columnsOfObjects } from './values.js';

const LEAST = { name: 'ours', records: 'lines', user: 'u', song: 's', time: 't' };
const RECORD = { u: 'ann', s: 'song-1', t: '2024-02-29T10:11:12Z' };

function reading(mapping: object): (record?: object) => MappedValues | RejectedRecord {
  const events = new MappedEvents(readMapping(JSON.stringify({ ...LEAST, ...mapping })), columnsOfObjects);
  return (record = {}) => events.read({ ...RECORD, ...record })!;
}

const fieldsOf = (read: MappedValues | RejectedRecord): string[] =>
  'reason' in read ? [read.reason] : lineOf(read).split('\t');

it('makes a line of the log of the kind', () => {
  const read = reading({ title: 'x.title', seconds: { column: 'ms', unit: 'ms' }, length: 'len' });
  const record = { x: { title: 'A\tB' }, ms: 1_600, len: 200 };
  expect(read(record)).toMatchObject({
    kind: 'play',
    day: '2024-02-29',
    user: { text: 'ann' },
    song: { text: 'song-1' },
  });
  const again = read(record);
  const ids = [internalIdOf('ann'), internalIdOf('song-1')];
  expect(fieldsOf(again)).toEqual([ids[0], '', ids[1], '', 'A B', '', '2', '200', '0']);
});

it('makes searches and downloads, by a column', () => {
  const kind = { column: 'k', values: { q: 'search', d: 'download' } };
  const read = reading({ kind, query: 'text' });
  expect(read({ k: 'q', text: 'a b' })).toMatchObject({ kind: 'search', song: null });
  expect(fieldsOf(read({ k: 'q', text: 'a b' })).slice(2)).toEqual(['2024-02-29 10:11:12', 'a%20b']);
  expect(read({ k: 'd' })).toMatchObject({ kind: 'download' });
  expect(read({ k: 'other' })).toEqual({ kind: null, reason: 'kind_unmapped' });
});

it.each<[unknown, object, string | null, object?]>([
  ['2024-02-29 10:11', {}, '2024-02-29'],
  ['2024-02-29', {}, '2024-02-29'],
  ['2023-02-29', {}, null],
  ['2024-02-29T23:30:00-05:00', {}, '2024-02-29'],
  ['2024-02-29T23:30:00-05:00', { daysIn: 'UTC' }, '2024-03-01'],
  ['2024-02-29 23:30', { daysIn: 'Asia/Shanghai' }, '2024-03-01'],
  ['2024-02-29 23:30', { daysIn: 'UTC', zone: 'America/New_York' }, '2024-03-01'],
  ['2024-03-01 00:30', { zone: '+02:00', daysIn: 'UTC' }, '2024-02-29'],
  [1_709_251_199, { format: 'unix' }, '2024-02-29'],
  ['1709251199000', { format: 'unix_ms' }, '2024-02-29'],
  ['9 Jan 2023, 09:42', { format: 'D MMM YYYY, HH:mm' }, '2023-01-09'],
  ['09.01.2023', { format: 'DD.MM.YYYY' }, '2023-01-09'],
  ['1/9/2023', { format: 'DD.MM.YYYY' }, null],
  [new Date(Date.UTC(2024, 1, 29)), {}, '2024-02-29'],
  [null, {}, null],
  ['x', { format: 'unix' }, null],
  ['2024-02-29', { daysIn: 'America/New_York' }, '2024-02-29'],
  ['29.02.2024', { format: 'DD.MM.YYYY', zone: 'Asia/Tokyo', daysIn: 'UTC', marks: 'end' }, '2024-02-29'],
  [new LocalDay(Date.UTC(2024, 1, 29)), { daysIn: 'America/New_York' }, '2024-02-29'],
  [new Date(Date.UTC(2024, 1, 29, 2)), { daysIn: 'America/New_York' }, '2024-02-28'],
  [new LocalTime(Date.UTC(2024, 1, 29, 2)), { zone: 'America/New_York', daysIn: 'UTC' }, '2024-02-29'],
  [new LocalTime(Date.UTC(2024, 1, 29, 23)), { zone: 'America/New_York', daysIn: 'UTC' }, '2024-03-01'],
  ['1/9/2023 9:05:01 p.m.', { format: 'M/D/YYYY h:mm:ss A' }, '2023-01-09'],
  ['1/9/2023 13:05 PM', { format: 'M/D/YYYY h:mm A' }, null],
  ['Wed Feb 28 23:19:24 -0500 2024', { format: 'ddd MMM DD HH:mm:ss Z YYYY', daysIn: 'UTC' }, '2024-02-29'],
  ['2024-02-29T10:11:12.123Z', { format: 'YYYY-MM-DDTHH:mm:ss.SSSZ' }, '2024-02-29'],
  ['29 de febrero de 2024', { format: 'D [de] MMMM [de] YYYY' }, '2024-02-29'],
  ['29. Februar 2024', { format: 'D. MMM YYYY' }, '2024-02-29'],
  ['29 févr. 2024', { format: 'D MMM YYYY' }, '2024-02-29'],
  ['29 Sept 2024', { format: 'D MMM YYYY' }, '2024-09-29'],
  ['2024年2月29日', { format: 'YYYY年M月D日' }, '2024-02-29'],
  ['11 listopada 2024', { format: 'D MMM YYYY' }, null],
  ['11 listopada 2024', { format: 'D MMM YYYY', language: 'pl' }, '2024-11-11'],
  ['2024-02-29 03:00', { daysIn: { column: 'z', unit: 's' } }, '2024-02-28', { z: -5 * 3600 }],
  ['2024-02-29 03:00', { daysIn: { column: 'z' } }, '2024-02-29', { z: ' ' }],
  ['2024-02-29 20:00', { zone: { column: 'z' }, daysIn: 'UTC' }, '2024-03-01', { z: 'America/New_York' }],
  ['2024-02-29 01:00', { zone: { column: 'z' }, daysIn: 'UTC' }, '2024-02-28', { z: '+09:00' }],
  ['2024-02-29 01:00', { zone: { column: 'z' }, daysIn: 'UTC' }, null, { z: 'Mars' }],
  ['2024-02-29 01:00', { daysIn: { column: 'z', unit: 'h' } }, null, { z: '900' }],
])('reads the time %p by %p', (t, time, day, more = {}) => {
  const read = reading({ time: { column: 't', ...time } })({ t, ...more });
  expect('reason' in read ? (read.reason === 'day_unknown' ? null : read) : read.day).toBe(day);
});

it('moves an end to its start', () => {
  const time = { column: 't', marks: 'end' };
  expect(reading({ time, seconds: 'n' })({ t: '2024-03-01T00:01:00Z', n: 61 })).toMatchObject({
    day: '2024-02-29',
  });
  // Of the night in which clocks of Berlin go from 2:00 to 3:00.
  const inBerlin = reading({ time: { ...time, zone: 'Europe/Berlin' }, seconds: 'n' });
  expect(inBerlin({ t: '2024-03-31 03:00', n: 600 })).toMatchObject({ second: 6600, day: '2024-03-31' });
  expect(inBerlin({ t: '2024-03-31', n: 600 })).toMatchObject({ second: null, day: '2024-03-31' });
});

it('takes the first time that is there', () => {
  const read = reading({ time: { first: ['a', 't'] } });
  expect(read({ a: '2024-01-02T03:00:00Z' })).toMatchObject({ day: '2024-01-02', second: 10_800 });
  expect(read({ a: '' })).toMatchObject({ day: '2024-02-29' });
});

it.each(['7', '007', ' 12 ', '1e3', '-5', '', 'x', '1709251199000', '12345678901234567'])(
  'reads the same of %p in a CSV as in an object',
  (text) => {
    const more = { time: { column: 't', format: 'unix' }, seconds: { column: 'n', unit: 'ms' }, length: 'l' };
    const mapping = readMapping(JSON.stringify({ ...LEAST, ...more, records: 'csv' }));
    const read: unknown[] = [];
    let events: MappedEvents | undefined;
    const rows = recordReader(mapping, {
      columns: (columns) => (events = new MappedEvents(mapping, columns)),
      record: (record) => read.push(events!.read(record)),
      unread: (reason) => read.push(reason),
    });
    const time = /^[0-9]{1,12}$/.test(text) ? text : '1709251199';
    rows.push(Buffer.from(`u,s,t,n,l\n${text},s7,${time},${text},${text}\n`));
    const inObject = reading(more)({ u: text, s: 's7', t: time, n: text, l: text });
    expect(read).toEqual([inObject]);
  },
);

it.each([
  [{ is: 'a' }, { c: 'a' }, true],
  [{ is: ['a', 'b'] }, { c: 'c' }, false],
  [{ is: true }, { c: true }, true],
  [{ not: 'a' }, {}, true],
  [{ not: ['a'] }, { c: 'a' }, false],
  [{ present: true }, { c: ' ' }, false],
  [{ present: false }, {}, true],
  [{ atLeast: 1, below: 3 }, { c: 2 }, true],
  [{ atLeast: 1 }, {}, false],
  [{ below: 3 }, { c: 3 }, false],
  [{ column: undefined, first: ['d', 'c'], is: 'a' }, { c: 'a', d: '' }, true],
  [{ is: ['', 'a'] }, {}, true],
])('selects by %j of %j: %p', (predicate, record, selected) => {
  const read = reading({ when: [{ column: 'c', ...predicate }] })(record);
  expect('reason' in read ? read.reason : null).toBe(selected ? null : 'record_not_selected');
});

it('hashes, chooses, and fills in', () => {
  const song = { hash: ['a', 'b'], lower: true };
  const [one, other] = [
    reading({ song })({ a: 'X', b: 'Y' }),
    reading({ song })({ a: 'x', b: 'y' }),
  ] as MappedValues[];
  expect(one!.song!.text).toMatch(/^[0-9a-f]{32}$/);
  expect(other!.song!.text).toBe(one!.song!.text);
  expect(fieldsOf(reading({ song })({}))[2]).toBe('0');
  const user = { first: ['p', 'q'], otherwise: 'me' };
  expect(reading({ user })({ p: '', q: 'second' })).toMatchObject({ user: { text: 'second' } });
  expect(reading({ user })({})).toMatchObject({ user: { text: 'me' } });
  const either = reading({ song: { hash: [['c', 'a'], 'b'], lower: true } })({
    a: 'X',
    b: 'Y',
  }) as MappedValues;
  expect(either.song!.text).toBe(one!.song!.text);
  const device = { column: 'd', contains: { android: 'android' } };
  expect(fieldsOf(reading({ device })({ d: 'Android OS 11' }))[1]).toBe('ar');
});

it('rejects ids that cannot be stored', () => {
  expect(reading({})({ u: 'ann@example.org' })).toEqual({ kind: 'play', reason: 'id_unfit' });
  expect(fieldsOf(reading({})({ u: ' ' }))[0]).toBe('');
  expect(fieldsOf(reading({ user: { first: ['v', 'u'] } })({ u: true, v: false }))[0]).toBe('');
  expect(fieldsOf(reading({ ids: 'numeric' })({ u: '17', s: 4 })).slice(0, 3)).toEqual(['17', '', '4']);
});

it('takes a file of any name that a file system has, and that can be stored', () => {
  const mapping = readMapping(JSON.stringify(LEAST));
  for (const name of ['a\nb.jsonl', `${'x'.repeat(240)}.jsonl`, 'ü ,;\t'])
    expect(mappedArchives(mapping, `folder/${name}`)).toHaveLength(1);
  for (const name of ['.hidden', 'a\0', 'a\u0001b', 'x'.repeat(256)])
    expect(mappedArchives(mapping, name)).toEqual([]);
});
