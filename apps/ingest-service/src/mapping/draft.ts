import { stringify } from 'yaml';
import { FIRST_MAPPED_DAY, plausibleDays } from '../formats/plausible-day.js';
import { BUILT_IN_MAPPINGS } from './built-in.js';
import { recognised } from './recognised.js';
import { sampleOf } from './sample-records.js';
import type { SampleRecords } from './sample-records.js';
import { timeReader } from './times.js';
import { columnsOfObjects, textOf } from './values.js';

/** A first draft of a mapping. */
export interface MappingDraft {
  /** Of YAML. */
  text: string;
  /** The built-in mapping that the file looks to be for; then that is the text. */
  builtIn: string | null;
  /** The columns of the file, as a mapping names them. */
  columns: string[];
}

/** Days that a column of times has; of numbers later ones, since ids are numbers, too. */
const DAYS = { EARLIEST_DAY: FIRST_MAPPED_DAY, MAX_DAYS_AHEAD: 1 };
const FIRST_OF_NUMBERS = '2000-01-01';
const FORMATS = ['iso', 'unix', 'unix_ms', 'unix_us', 'D MMM YYYY, HH:mm', 'DD.MM.YYYY HH:mm', 'DD.MM.YYYY'];
const MORE_FORMATS = [
  'MM/DD/YYYY HH:mm',
  'DD/MM/YYYY HH:mm',
  'MM/DD/YYYY',
  'DD/MM/YYYY',
  'YYYY/MM/DD HH:mm:ss',
  'YYYYMMDD',
  'D MMM YYYY HH:mm',
];
/** Such a share of the values that are not blank must be times. */
const MOST = 0.9;
/** A played song of more seconds is one of milliseconds. */
const LONGEST_SECONDS = 3_000;

/** Names of columns, in small letters without separators. Ids come before names, outer members before inner. */
const NAMES = {
  user: /(user|listener|member|account|customer|profile|subscriber|uid)(id|key|name|uuid)?$/,
  song: /(song|track|recording|item|media)(id|uri|key|mbid|isrc)$|^isrc$/,
  title: /((song|track|recording|media)(name|title)?|title)$/,
  singer: /(artist|singer|performer|band)(name)?s?$/,
  time: /(start|begin|played|listened|at|time|ts|date|timestamp)/,
  seconds: /(played|listen|playtime|playduration|playback|^ms$|^sec(ond)?s$)/,
  length: /(duration|length)/,
  device: /(device|platform|client|useragent|os)$/,
  kind: /^(event|eventtype|eventname|type|action|kind)$/,
  query: /(query|searchterm|search|term|^text)$/,
  private: /(^ip|ipaddr|email|phone|address)/,
  id: /(id|key|uri|uuid|code)$/,
  any: /(?:)/,
} as const;
const KINDS = [
  ['search', /search|query/i],
  ['download', /download|save|offline/i],
  ['play', /play|stream|listen|scrobble/i],
] as const;
const DEVICES = { android: 'android', iphone: 'ios', ipad: 'ios', ios: 'ios', mac: 'mac' };

/** Drafts a mapping by the name and the first bytes of a file; null: it has none of the forms. */
export async function draftMapping(fileName: string, head: Buffer): Promise<MappingDraft | null> {
  const sample = await sampleOf(head);
  const looks =
    recognised(head)
      ?.replace(/^looks_/, '')
      .replaceAll('_', '-') ?? '';
  const columns = sample === null ? [] : columnsOf(sample);
  if (Object.hasOwn(BUILT_IN_MAPPINGS, looks)) {
    const text = BUILT_IN_MAPPINGS[looks]!.trimStart();
    return { text, builtIn: looks, columns };
  }
  if (sample === null) return null;
  const { mapping, open } = membersOf(sample, columns);
  const { form, each, header, delimiter, quotes } = sample;
  const named = { name: nameOf(fileName), files: filesOf(fileName), records: form };
  const how = { each, header, delimiter, quotes };
  const comments = ['A first draft, by the names and values of the columns: check each line.', ...open];
  const text = stringify({ ...named, ...how, ...mapping }, { lineWidth: 0 });
  return { text: comments.map((line) => `# ${line}\n`).join('') + text, builtIn: null, columns };
}

/** The members of the mapping, and sentences on what the columns do not show. */
function membersOf(
  { records }: SampleRecords,
  columns: readonly string[],
): { mapping: Record<string, unknown>; open: string[] } {
  const open: string[] = [];
  const left = new Set(columns);
  const formats = new Map(columns.flatMap((column) => formatOf(column, records)));
  const texts = (column: string): string[] => {
    const read = columnsOfObjects(column);
    return records.map((record) => textOf(read(record))).filter((text) => text !== '');
  };
  const take = (
    of: keyof typeof NAMES,
    fits: (column: string) => boolean = () => true,
  ): string | undefined => {
    const found = [...left].find((column) => NAMES[of].test(plain(column)) && fits(column));
    if (found !== undefined) left.delete(found);
    return found;
  };
  const isNumeric = (column: string): boolean => {
    const values = texts(column);
    return values.length > 0 && !formats.has(column) && values.every((text) => Number.isFinite(Number(text)));
  };
  const isId = (column: string): boolean =>
    !formats.has(column) && !NAMES.private.test(plain(column)) && !texts(column).some(isFraction);

  const time = take('time', (column) => formats.has(column)) ?? [...formats.keys()][0];
  if (time === undefined) open.push('No column has times: name the one of `time`, and its format.');
  else left.delete(time);
  const seconds = take('seconds', isNumeric);
  const length = take('length', isNumeric);
  const kind = take('kind');
  let user = take('user');
  let song = take('song');
  const title = take('title');
  const singer = take('singer');
  const query = take('query');
  const kinds = kind === undefined ? {} : kindsOf(texts(kind), query !== undefined);
  const device = take('device');
  const names = [singer, title].filter((column) => column !== undefined);
  if (song === undefined && names.length === 0) {
    if (user !== undefined) song = take('id', isId);
    else {
      [user, song] = [take('any', isId), take('any', isId)];
      if (user !== undefined) {
        const guessed = song === undefined ? '' : `, ${song} the song`;
        open.push(`By their places alone, as the first columns, ${user} is the user${guessed}.`);
      }
    }
    if (song === undefined) open.push('No column looks like a song: all events are of one.');
  }
  if (user === undefined) open.push('No column looks like a user: all events are those of one.');
  const inUnit = (column: string | undefined) =>
    column !== undefined && isMilliseconds(column, texts(column)) ? { column, unit: 'ms' } : column;
  const format = formats.get(time ?? '');
  const marks = /(end|stop|finish)/.test(plain(time ?? '')) && seconds !== undefined ? 'end' : undefined;
  return {
    open,
    mapping: {
      ...whenOrKind(kind, kinds),
      user: user === undefined ? { constant: 'me' } : isAddress(texts(user)) ? { hash: [user] } : user,
      song: song ?? (names.length === 0 ? { constant: 'any' } : { hash: names, lower: true }),
      title,
      singer,
      query: Object.values(kinds).includes('search') ? query : undefined,
      time: format === 'iso' && marks === undefined ? time : { column: time ?? 'time', format, marks },
      seconds: inUnit(seconds),
      length: inUnit(length),
      device: device === undefined ? undefined : { column: device, contains: DEVICES },
      drop: orNone([...left].filter((column) => NAMES.private.test(plain(column)))),
    },
  };
}

/** Columns of all records; of an object within a record, its members. */
function columnsOf({ records }: SampleRecords): string[] {
  const names = new Set<string>();
  const add = (value: object, path: string): void => {
    for (const [name, member] of Object.entries(value)) {
      if (Array.isArray(member)) continue;
      const isInner = typeof member === 'object' && member !== null && !(member instanceof Date);
      if (isInner) add(member as object, `${path}${name}.`);
      else names.add(path + name);
    }
  };
  for (const record of records) add(record, '');
  return [...names];
}

/** The format of the times that the column has; none where it has others. */
function formatOf(column: string, records: readonly object[]): [string, string][] {
  const { first, last } = plausibleDays(DAYS, Date.now());
  const from = (format: string): string => (format.startsWith('unix') ? FIRST_OF_NUMBERS : first);
  const read = columnsOfObjects(column);
  const filled = records.filter((record) => textOf(read(record)) !== '');
  const format = [...FORMATS, ...MORE_FORMATS].find((one) => {
    const time = timeReader({ column, format: one, zone: 'UTC', marks: 'start' }, columnsOfObjects);
    const days = filled.map((record) => time(record, '')?.day ?? '');
    return days.filter((day) => day >= from(one) && day <= last).length >= MOST * Math.max(1, filled.length);
  });
  return format === undefined ? [] : [[column, format]];
}

/**
 * Kinds of events by the values of a column; values that say no kind are not among them.
 * @param withSearches there is a column of what was searched for
 */
function kindsOf(values: readonly string[], withSearches: boolean): Record<string, string> {
  return Object.fromEntries(
    [...new Set(values)].flatMap((value) => {
      const kind = KINDS.find(([, word]) => word.test(value))?.[0];
      return kind === undefined || (kind === 'search' && !withSearches) ? [] : [[value, kind]];
    }),
  );
}

function whenOrKind(column: string | undefined, kinds: Record<string, string>): object {
  const values = Object.keys(kinds);
  if (column === undefined || values.length === 0) return {};
  return Object.values(kinds).every((kind) => kind === 'play')
    ? { when: [{ column, is: values }] }
    : { kind: { column, values: kinds } };
}

/** E-mail addresses are no ids. */
function isAddress(values: readonly string[]): boolean {
  return values.some((value) => value.includes('@'));
}

function isFraction(text: string): boolean {
  return /^[+-]?\d*\.\d+$/.test(text);
}

function isMilliseconds(column: string, values: readonly string[]): boolean {
  if (/(^|[^a-z])ms([^a-z]|$)|[a-z]Ms$|^ms|milli/i.test(column)) return true;
  const sorted = values.map(Number).sort((a, b) => a - b);
  return (sorted[sorted.length >> 1] ?? 0) > LONGEST_SECONDS;
}

function nameOf(fileName: string): string {
  const name = fileName
    .toLowerCase()
    .replace(/\..*$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 40);
  return name === '' || name === 'events' || Object.hasOwn(BUILT_IN_MAPPINGS, name) ? 'our-logs' : name;
}

function filesOf(fileName: string): string {
  const ending = /(\.[a-z]+)(\.gz|\.zst)?$/.exec(fileName)?.[0];
  return ending === undefined ? '*' : `*${ending}`;
}

function plain(column: string): string {
  return column.toLowerCase().replace(/[^a-z]/g, '');
}

function orNone<Item>(items: Item[]): Item[] | undefined {
  return items.length === 0 ? undefined : items;
}
