import { pgDay } from '#common/calendar';
import { readArchiveName } from '../formats/archive-name.js';
import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { withoutErased } from '../formats/erased-users.js';
import { LineReader } from '../formats/line-reader.js';
import { FORMATS } from '../formats/log-formats.js';
import type { EventOfKind } from '../formats/log-formats.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import { createDatelessLog } from '../loading/dateless-log.js';
import { createMappedLog } from '../loading/mapped-log.js';
import { againBy, aloneBy } from '../loading/replayable-log.js';
import type { ReplayableLog } from '../loading/replayable-log.js';
import { SongNaming } from '../loading/song-naming.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import type { Archive } from '../storage/archive.entity.js';
import { CopyRows } from '../storage/copy/copy-rows.js';
import { addEventRow } from '../storage/copy/event-rows.js';

/**
 * What reads stored lines of an archive, which has a kind.
 * @param mapping undefined: it is an archive of Music Box. @param erased users whose lines are rejected
 */
export function logOfArchive(
  { id, identity, day, kind }: Archive,
  mapping: Mapping | undefined,
  erased: ErasedUsers | null,
  plausible: PlausibleDays,
): ReplayableLog<unknown> {
  if (day !== null) return createDayLog({ kind: kind!, day }, id, erased);
  if (mapping !== undefined) return createMappedLog(mapping, kind!, id, erased, plausible);
  const name = readArchiveName(identity);
  if (typeof name === 'string') throw new Error(`The archive ${identity} has no name of a log.`);
  return createDatelessLog(name, id, erased, plausible);
}

/** The log of an archive of one day, without the kernel. @param erased users whose lines are rejected */
function createDayLog(
  { kind, day }: Pick<ArchiveName, 'kind' | 'day'>,
  archiveId: number,
  erased: ErasedUsers | null,
): ReplayableLog {
  const rows = new CopyRows();
  const naming = new SongNaming();
  const at = pgDay(day!);
  const format = withoutErased<EventOfKind[EventKind]>(FORMATS[kind], erased);
  const lines = new LineReader(format, (event, line) => {
    addEventRow(rows, kind, event, at, archiveId, 'songId' in event ? naming.of(event, line, at) : []);
  });
  return { tally: lines.tally, rows, lines, again: againBy(lines.tally, aloneBy(lines), () => day) };
}
