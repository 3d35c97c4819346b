import type { ArchiveName } from '../formats/archive-name.js';
import { LineReader } from '../formats/line-reader.js';
import { searchFormat } from '../formats/log-formats.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import type { SearchEvent } from '../formats/search-line.js';
import { ROW_FORMATS } from '../formats/row-formats.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { withoutErased } from '../formats/erased-users.js';
import { logOf } from '../kernel/event-log.js';
import type { EventLog } from '../kernel/event-log.js';
import { CopyRows } from '../storage/copy/copy-rows.js';
import { addSearchRow } from '../storage/copy/event-rows.js';
import { createRowLog } from './row-log.js';

/**
 * Makes the rows, in the column order of `EVENT_COLUMNS`, of an archive whose name gives no day: a file of rows, or a log of searches.
 * @param countsSongs count its events with their songs
 * @param days which days its rows may have
 */
export function createDatelessLog(
  archive: ArchiveName,
  archiveId: number,
  erased: ErasedUsers | null,
  countsSongs: boolean,
  days: PlausibleDays,
): EventLog {
  if (archive.format === 'log') return datelessSearches(archiveId, erased, days);
  return createRowLog(ROW_FORMATS[archive.format], archive, archiveId, erased, countsSongs, days);
}

function datelessSearches(archiveId: number, erased: ErasedUsers | null, days: PlausibleDays): EventLog {
  const rows = new CopyRows();
  const reader = new LineReader(withoutErased(searchFormat(days), erased), (event: SearchEvent) => {
    addSearchRow(rows, event, null, archiveId);
  });
  return logOf(reader, rows);
}
