import type { ArchiveName } from '../formats/archive-name.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { withoutErased } from '../formats/erased-users.js';
import { LineReader } from '../formats/line-reader.js';
import { searchFormat } from '../formats/log-formats.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { UNKNOWN_MINUTE } from '../storage/copy/event-rows.js';
import { DayRows } from './day-rows.js';
import type { ManyDaysLog } from './many-days-log.js';

/**
 * Reads a search log of Music Box, whose times give the days of its events.
 * @param erased users whose lines are rejected; null: none
 * @param days which days times may give
 */
export function createSearchLog(
  archive: Pick<ArchiveName, 'kind' | 'day' | 'identity'>,
  archiveId: number,
  erased: ErasedUsers | null,
  days: PlausibleDays,
  rowBytes: number,
): ManyDaysLog<Buffer> {
  const rows = new DayRows(archive, archiveId, rowBytes);
  // A search whose time gives no day is rejected.
  const lines = new LineReader(withoutErased(searchFormat(days), erased), (event) =>
    rows.add(event, event.searchedAt!.day, UNKNOWN_MINUTE),
  );
  return { archives: [{ kind: archive.kind, tally: lines.tally, rows }], lines };
}
