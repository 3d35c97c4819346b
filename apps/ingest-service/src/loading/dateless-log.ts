import type { ArchiveName } from '../formats/archive-name.js';
import { LineReader } from '../formats/line-reader.js';
import { searchFormat } from '../formats/log-formats.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import type { SearchEvent } from '../formats/search-line.js';
import { ROW_FORMATS } from '../formats/row-formats.js';
import { formatOf } from '../formats/wanted-users.js';
import type { WantedUsers } from '../formats/wanted-users.js';
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
  users: WantedUsers,
  countsSongs: boolean,
  days: PlausibleDays,
): EventLog {
  if (archive.format === 'log') return datelessSearches(archiveId, users, days);
  return createRowLog(ROW_FORMATS[archive.format], archive, archiveId, users, countsSongs, days);
}

function datelessSearches(archiveId: number, users: WantedUsers, days: PlausibleDays): EventLog {
  const rows = new CopyRows();
  const reader = new LineReader(formatOf(searchFormat(days), users), (event: SearchEvent) => {
    addSearchRow(rows, event, null, archiveId);
  });
  return logOf(reader, rows);
}
