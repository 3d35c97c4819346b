import type { ArchiveName } from '../formats/archive-name.js';
import { createCsvLog } from '../loading/csv-log.js';
import { LineReader } from '../formats/line-reader.js';
import type { LineTally } from '../formats/line-tally.js';
import { searchFormat } from '../formats/log-formats.js';
import type { SearchEvent } from '../formats/search-line.js';
import { sampledFormat } from '../formats/user-sample.js';
import type { UserSample } from '../formats/user-sample.js';
import { CopyRows } from '../storage/copy/copy-rows.js';
import { addSearchRow } from '../storage/copy/event-rows.js';
import type { SongRows } from '../storage/copy/song-rows.js';

/** One log on its way from bytes to rows: lines in, binary COPY rows and counts out. */
export interface EventLog {
  readonly tally: LineTally;
  /** Null where songs are counted by the day, and for searches, which name none. */
  readonly songs: SongRows | null;
  readonly rows: { take(): Buffer[]; finish(): Buffer[] };
  push(chunk: Buffer): void;
  finish(cut: boolean): void;
}

/**
 * Makes the rows, in the column order of `EVENT_COLUMNS`, of an archive whose name gives no day: a CSV, or a log of searches.
 * @param withLengths count the lengths of its songs
 */
export function createDatelessLog(
  archive: ArchiveName,
  archiveId: number,
  sample: UserSample | null,
  withLengths: boolean,
): EventLog {
  return archive.format === 'csv'
    ? createCsvLog(archive, archiveId, sample, withLengths)
    : datelessSearches(archiveId, sample);
}

function datelessSearches(archiveId: number, sample: UserSample | null): EventLog {
  const rows = new CopyRows();
  const reader = new LineReader(sampledFormat(searchFormat(true), sample), (event: SearchEvent) => {
    addSearchRow(rows, event, null, archiveId);
  });
  return logOf(reader, rows);
}

/** A log that is read line by line, its songs counted elsewhere or not at all. */
export function logOf<E extends { repairs: number }>(
  reader: LineReader<E>,
  rows: EventLog['rows'],
): EventLog {
  return {
    tally: reader.tally,
    songs: null,
    rows,
    push: (chunk) => {
      reader.push(chunk);
    },
    finish: (cut) => {
      reader.finish(cut);
    },
  };
}
