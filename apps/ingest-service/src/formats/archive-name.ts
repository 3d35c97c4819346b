import { isCalendarDay } from '#common/calendar';
import type { ArchiveReason } from './archive-refusal.js';
import { isPlausibleDay } from './plausible-day.js';
import type { PlausibleDays } from './plausible-day.js';

/** What happened. Archives are named after it, but for `down`, their word for a download. */
export const EVENT_KINDS = ['play', 'download', 'search'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What an archive's name says of its content. */
export interface ArchiveName {
  name: string;
  /**
   * Which archive it is, whatever its packing: a newer content of it replaces the older one. Day, part and
   * kind, written as the name of the unpacked log; without a day, the name itself without the packing.
   * Identities of logs sort by their days.
   */
  identity: string;
  kind: EventKind;
  /** Lines of a log, rows of one of the CSVs that are made from logs, or records that a mapping reads. */
  format: 'log' | 'csv' | 'mapped';
  /** 'YYYY-MM-DD'; null when the name has no date, then each line gives its own. */
  day: string | null;
  /** Registration cohort, 1..3 in the original logs; null when the name has none. */
  part: number | null;
  /** The name ends in `.gz`; what the content really is, the reader finds out itself. */
  promisesGzip: boolean;
}

const PACKING = /(?:\.tar)?\.gz$/;
const DATED = /^(\d{4})(\d{2})(\d{2})_(?:(\d{1,4})_)?(play|down|search)\.log((?:\.tar)?\.gz)?$/;
const CSV = /^(play|down|search)_ds\.csv((?:\.tar)?\.gz)?$/;
const DATELESS = /^(\d{1,4})_(\d{1,4})_(play|down|search)\.log((?:\.tar)?\.gz)?$/;

/**
 * Reads an archive's name: `YYYYMMDD_<part>_<kind>.log[.tar.gz|.gz]`, the same without part, and
 * `<part>_<number>_search.log...` and `<kind>_ds.csv`, whose dates are only in their lines. The date always
 * comes from this name: names inside a tar archive collide across days, and one is an impossible 20170339.
 */
export function readArchiveName(name: string): ArchiveName | ArchiveReason {
  const dated = DATED.exec(name);
  if (dated) {
    const [, year, month, date, part, kind, packing] = dated;
    const day = `${year!}-${month!}-${date!}`;
    if (!isCalendarDay(day)) return 'impossible_date';
    return {
      name,
      identity: `${year!}${month!}${date!}_${part === undefined ? '' : `${Number(part)}_`}${kind!}.log`,
      kind: kindOf(kind!),
      format: 'log',
      day,
      part: part === undefined ? null : Number(part),
      promisesGzip: packing !== undefined,
    };
  }
  const csv = CSV.exec(name);
  if (csv) {
    return {
      name,
      identity: name.replace(PACKING, ''),
      kind: kindOf(csv[1]!),
      format: 'csv',
      day: null,
      part: null,
      promisesGzip: csv[2] !== undefined,
    };
  }
  const dateless = DATELESS.exec(name);
  if (!dateless) return 'not_a_log_name';
  const [, part, number, kind, packing] = dateless;
  if (kind !== 'search') return 'date_missing';
  return {
    name,
    identity: `${Number(part)}_${Number(number)}_${kind}.log`,
    kind,
    format: 'log',
    day: null,
    part: Number(part),
    promisesGzip: packing !== undefined,
  };
}

/**
 * The identity of the archive that a file of this name holds; the name itself where that is none of an
 * archive.
 */
export function identityOf(name: string): string {
  const archive = readArchiveName(name);
  return typeof archive === 'string' ? name : archive.identity;
}

function kindOf(word: string): EventKind {
  return word === 'down' ? 'download' : (word as EventKind);
}

/** The day in the name, if there is one, is one that is believed. */
export function isDayPlausible({ day }: ArchiveName, days: PlausibleDays): boolean {
  return day === null || isPlausibleDay(day, days);
}
