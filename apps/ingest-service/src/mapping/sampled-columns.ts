import { FIRST_MAPPED_DAY, plausibleDays } from '../formats/plausible-day.js';
import { timeReader } from './times.js';
import { columnsOfObjects, textOf } from './values.js';

/** Days that a column of times has; of numbers later ones, since ids are numbers, too. */
const DAYS = { EARLIEST_DAY: FIRST_MAPPED_DAY };
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
  'YYYY-MM-DD h:mm A',
  'M/D/YYYY h:mm A',
  'M/D/YYYY h:mm:ss A',
  'MM/DD/YYYY HH:mm:ss',
  'DD/MM/YYYY HH:mm:ss',
  'DD.MM.YYYY HH:mm:ss',
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
  end: /(end|stop|finish)/,
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

/** What a column is, by its name. */
type Role = keyof typeof NAMES;

/** The columns of some records. Each is taken for one member of a mapping at most, by its name and its values. */
export class SampledColumns {
  /** As a mapping names them. */
  readonly names: readonly string[];
  /** Formats of the times, by the columns that have times. */
  readonly formats: ReadonlyMap<string, string>;
  private readonly left: Set<string>;

  constructor(private readonly records: readonly object[]) {
    this.names = columnsOf(records);
    this.formats = new Map(this.names.flatMap((column) => formatOf(column, records)));
    this.left = new Set(this.names);
  }

  take(role: Role, fits: (column: string) => boolean = () => true): string | undefined {
    const found = [...this.left].find((column) => isNamed(column, role) && fits(column));
    if (found !== undefined) this.left.delete(found);
    return found;
  }

  /** One whose name says so, else any that has times. */
  takeTime(): string | undefined {
    return (
      this.take('time', (column) => this.formats.has(column)) ??
      this.take('any', (column) => this.formats.has(column))
    );
  }

  takeNumbers(role: Role): string | undefined {
    return this.take(role, (column) => {
      const values = this.texts(column);
      return (
        values.length > 0 &&
        !this.formats.has(column) &&
        values.every((text) => Number.isFinite(Number(text)))
      );
    });
  }

  takeId(role: Role): string | undefined {
    return this.take(
      role,
      (column) =>
        !this.formats.has(column) && !isNamed(column, 'private') && !this.texts(column).some(isFraction),
    );
  }

  /** Those that are left and may name a person. */
  get personal(): string[] {
    return [...this.left].filter((column) => isNamed(column, 'private'));
  }

  /** Values that are not blank. */
  texts(column: string): string[] {
    const read = columnsOfObjects(column);
    return this.records.map((record) => textOf(read(record))).filter((text) => text !== '');
  }

  /** E-mail addresses are no ids. */
  hasAddresses(column: string): boolean {
    return this.texts(column).some((value) => value.includes('@'));
  }

  isMilliseconds(column: string): boolean {
    if (/(^|[^a-z])ms([^a-z]|$)|[a-z]Ms$|^ms|milli/i.test(column)) return true;
    const sorted = this.texts(column)
      .map(Number)
      .sort((a, b) => a - b);
    return (sorted[sorted.length >> 1] ?? 0) > LONGEST_SECONDS;
  }

  /**
   * Kinds of events by the values of a column; values that say no kind are not among them.
   * @param withSearches there is a column of what was searched for
   */
  eventKinds(column: string, withSearches: boolean): Record<string, string> {
    return Object.fromEntries(
      [...new Set(this.texts(column))].flatMap((value) => {
        const kind = KINDS.find(([, word]) => word.test(value))?.[0];
        return kind === undefined || (kind === 'search' && !withSearches) ? [] : [[value, kind]];
      }),
    );
  }
}

/** Columns of all records; of an object within a record, its members. */
function columnsOf(records: readonly object[]): string[] {
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

function isFraction(text: string): boolean {
  return /^[+-]?\d*\.\d+$/.test(text);
}

/** In small letters without separators. */
export function isNamed(column: string, role: Role): boolean {
  return NAMES[role].test(column.toLowerCase().replace(/[^a-z]/g, ''));
}
