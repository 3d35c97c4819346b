import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { withoutErased } from '../formats/erased-users.js';
import { LineReader } from '../formats/line-reader.js';
import { FORMATS, searchFormat } from '../formats/log-formats.js';
import type { EventOfKind } from '../formats/log-formats.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import type { SearchEvent } from '../formats/search-line.js';
import { UNKNOWN_MINUTE } from '../storage/copy/event-rows.js';
import { DayRows } from './day-rows.js';
import type { ManyDaysLog } from './many-days-log.js';

/**
 * Reads the lines of a log of Music Box without the kernel: of searches whose times give their days, or of one day that
 * the kernel cannot count.
 * @param erased users whose lines are rejected; null: none
 * @param days which days times may give
 */
export function createLineLog(
  archive: Pick<ArchiveName, 'kind' | 'day' | 'identity'>,
  archiveId: number,
  erased: ErasedUsers | null,
  days: PlausibleDays,
  rowBytes: number,
): ManyDaysLog<Buffer> {
  const { kind, day } = archive;
  const rows = new DayRows(archive, archiveId, rowBytes);
  const format = withoutErased<EventOfKind[EventKind]>(
    day === null ? searchFormat(days) : FORMATS[kind],
    erased,
  );
  const lines = new LineReader(format, (event, line) => {
    // A search whose time gives no day is rejected.
    const eventDay = day ?? (event as SearchEvent).searchedAt!.day;
    rows.add(event, eventDay, UNKNOWN_MINUTE);
    if ('songId' in event) rows.note(event, line, eventDay);
  });
  return { archives: [{ kind, tally: lines.tally, rows }], lines };
}
