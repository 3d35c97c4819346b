import { pgDay } from '#common/calendar';
import { CopyRows } from '#common/copy';
import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { withoutErased } from '../formats/erased-users.js';
import { LineReader } from '../formats/line-reader.js';
import { FORMATS, searchFormat } from '../formats/log-formats.js';
import type { EventOfKind } from '../formats/log-formats.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import type { SearchEvent } from '../formats/search-line.js';
import { addEventRow } from '../storage/copy/event-rows.js';
import { SongNaming } from './song-naming.js';
import { againBy } from './staged-log.js';
import type { StagedLog } from './staged-log.js';

/**
 * Reads the lines of a log of Music Box without the kernel: of searches whose times give their days, or of any one day.
 * @param erased users whose lines are rejected; null: none
 * @param days which days times may give
 */
export function createLineLog(
  { kind, day }: Pick<ArchiveName, 'kind' | 'day'>,
  archiveId: number,
  erased: ErasedUsers | null,
  days: PlausibleDays,
): StagedLog<Buffer> {
  const rows = new CopyRows();
  const naming = new SongNaming();
  let eventDay = day;
  const format = withoutErased<EventOfKind[EventKind]>(
    day === null ? searchFormat(days) : FORMATS[kind],
    erased,
  );
  const lines = new LineReader(format, (event, line) => {
    // A search whose time gives no day is rejected.
    eventDay = day ?? (event as SearchEvent).searchedAt!.day;
    const at = pgDay(eventDay);
    addEventRow(rows, kind, event, at, archiveId, 'songId' in event ? naming.of(event, line, at) : []);
  });
  const readAlone = (line: string): void => {
    lines.push(Buffer.from(line));
    // It is joined with no other.
    lines.finish(false);
  };
  return { tally: lines.tally, rows, lines, again: againBy(lines.tally, readAlone, () => eventDay) };
}
