import { compactDate, dateOf } from './calendar.js';
import type { EventKind, Part } from './holes.js';

/** The kinds in the original names. */
const WORDS: Record<EventKind, string> = { play: 'play', download: 'down', search: 'search' };

/** Name of an archive, `YYYYMMDD_<part>_<kind>.log.tar.gz`. */
export function archiveName(day: number, part: Part, kind: EventKind): string {
  return `${compactDate(day)}_${part}_${WORDS[kind]}.log.tar.gz`;
}

/**
 * Name of the one file inside: as the archive for plays; without a date for downloads and searches, so that
 * names collide across days, but for two archives of the first day and the downloads of 2017-04-12.
 */
export function innerName(day: number, part: Part, kind: EventKind): string {
  const date = dateOf(day);
  if (kind === 'play' || (kind === 'download' && date === '2017-04-12')) {
    return `${compactDate(day)}_${part}_${WORDS[kind]}.log`;
  }
  return `${date === '2017-03-30' && part < 3 ? '30_' : ''}${part}_${WORDS[kind]}.log`;
}
