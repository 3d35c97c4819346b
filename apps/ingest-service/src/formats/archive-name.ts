import { isCalendarDay } from '#common/calendar';
import type { ArchiveReason } from './archive-refusal.js';
import { isPlausibleDay } from './plausible-day.js';
import type { PlausibleDays } from './plausible-day.js';

/**
 * What happened. Archives are named after it, but for `down`, their word for a download. Feedback is in no
 * log of Music Box.
 */
export const EVENT_KINDS = ['play', 'download', 'search', 'feedback'] as const;
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

const LOG =
  /^(?:(\d{4})(\d{2})(\d{2})_(?:(\d{1,4})_)?|(\d{1,4})_(\d{1,4})_)(play|down|search)\.log((?:\.tar)?\.gz)?$/;
const CSV = /^((play|down|search|feedback)_ds\.csv)((?:\.tar)?\.gz)?$/;

/**
 * Reads an archive's name: `YYYYMMDD_<part>_<kind>.log[.tar.gz|.gz]`, the same without part, and
 * `<part>_<number>_search.log...` and `<kind>_ds.csv`, whose dates are only in their lines. The date always
 * comes from this name: names inside a tar archive collide across days, and one is an impossible 20170339.
 */
export function readArchiveName(name: string): ArchiveName | ArchiveReason {
  const csv = CSV.exec(name);
  if (csv) {
    const [, identity, kind, packing] = csv as unknown as [string, string, string, string | undefined];
    const [day, part, promisesGzip] = [null, null, packing !== undefined];
    return { name, identity, kind: kindOf(kind), format: 'csv', day, part, promisesGzip };
  }
  const log = LOG.exec(name);
  if (!log) return 'not_a_log_name';
  const [, year, month, date, partOfDay, partOfFile, number, kind, packing] = log;
  const day = year === undefined ? null : `${year}-${month!}-${date!}`;
  if (day !== null && !isCalendarDay(day)) return 'impossible_date';
  if (day === null && kind !== 'search') return 'date_missing';
  const given = partOfDay ?? partOfFile;
  const part = given === undefined ? null : Number(given);
  const place = day === null ? [part, Number(number)] : [day.replaceAll('-', ''), part ?? []].flat();
  return {
    name,
    identity: `${place.join('_')}_${kind!}.log`,
    kind: kindOf(kind!),
    format: 'log',
    day,
    part,
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
