import { SONG_PROPERTIES } from '#common/conditions/song-properties';
import type { EventKind } from '../formats/archive-name.js';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import type { EventOfKind } from '../formats/log-formats.js';
import { LineTally } from '../formats/line-tally.js';
import { DEFAULT_DAY_LIMITS, plausibleDays } from '../formats/plausible-day.js';
import type { DayLimits } from '../formats/plausible-day.js';
import { RejectedLines } from '../formats/rejected-lines.js';
import { addCounts } from '../loading/load-outcome.js';
import { createRecordLog, factRecords } from '../loading/record-log.js';
import type { LogReader } from '../loading/log-reader.js';
import type { ManyDaysLog } from '../loading/many-days-log.js';
import { createMappedLog } from '../loading/mapped-log.js';
import type { MappedChunk } from '../loading/many-days-log.js';
import type { MappedValues } from '../mapping/mapped-events.js';
import { SongRecords } from '../mapping/mapped-songs.js';
import { kindsOf } from '../mapping/mapping-schema.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { parquetRecords } from '../mapping/parquet-records.js';
import { sniffPacking } from '../sources/content-packing.js';
import type { CheckedEventDto, MappingCheckDto } from './mapping-checks.dto.js';

const SHOWN_EVENTS = 5;
/** Users, or songs, that are counted. */
const MOST_COUNTED = 1_000_000;

/** What a database leaves out of a load. */
export interface LeftOut {
  erased: ErasedUsers | null;
  /** Days that retention dropped. */
  dropped: ReadonlySet<string>;
  /** Gets the day and key of each play that counts once. */
  keys: { days: string[]; keys: string[] };
}

/**
 * What a file would become by a mapping: reads it as a load would, and stores nothing.
 * @param isWhole false: its last record may be cut, and is passed over
 */
export async function checkMapping(
  mapping: Mapping,
  reader: Pick<LogReader<MappedChunk>, 'chunks' | 'damage'>,
  isWhole = true,
  limits: DayLimits = DEFAULT_DAY_LIMITS,
  leftOut: LeftOut | null = null,
): Promise<MappingCheckDto> {
  const check: MappingCheckDto = {
    refusal: null,
    firstEvents: [],
    records: 0,
    events: {},
    firstDay: null,
    lastDay: null,
    users: 0,
    songs: 0,
    days: 0,
    rejected: {},
    firstRejected: [],
    repaired: {},
  };
  const [users, songs, days] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const plausible = plausibleDays(limits, Date.now());
  const note = (read: { day: string }, user: string): void => {
    if (check.firstDay === null || read.day < check.firstDay) check.firstDay = read.day;
    if (check.lastDay === null || read.day > check.lastDay) check.lastDay = read.day;
    addTo(users, user);
    days.add(read.day);
  };
  const facts = new LineTally();
  facts.stored = new RejectedLines(null);
  const archives = kindsOf(mapping).map((kind) => ({ archive: { kind, identity: '' }, archiveId: 0 }));
  const dropped = new Map<EventKind, number>();
  const erased = leftOut?.erased ?? null;
  const ofEvents = (read: MappedValues, event: EventOfKind[EventKind]): void => {
    if (leftOut?.dropped.has(read.day) === true) {
      dropped.set(read.kind, (dropped.get(read.kind) ?? 0) + 1);
      return;
    }
    if (typeof read.key === 'bigint') {
      leftOut?.keys.days.push(read.day);
      leftOut?.keys.keys.push(String(read.key));
    }
    if (check.firstEvents.length < SHOWN_EVENTS) check.firstEvents.push(shown(read, event));
    note(read, read.user.text);
    if (read.song !== null && read.song.text !== '') addTo(songs, read.song.text);
  };
  const log: Pick<ManyDaysLog<MappedChunk>, 'archives' | 'lines'> = mapping.kind === 'user'
    ? {
        archives: [],
        lines: createRecordLog(mapping, factRecords(mapping, null, plausible), facts, (read) => {
          if (erased?.has(BigInt(read.userId)) === true) facts.takeBack('user_erased', 1);
          else note(read, read.text);
        }),
      }
    : mapping.kind === 'song'
      ? {
          archives: [],
          lines: createRecordLog(
            mapping,
            (columns) => new SongRecords(mapping, columns, SONG_PROPERTIES),
            facts,
            (read) => addTo(songs, read.text),
          ),
        }
      : createMappedLog(mapping, archives, erased, plausible, 0, ofEvents);
  for (const { tally } of log.archives) tally.stored = new RejectedLines(null);
  try {
    for await (const chunk of reader.chunks()) {
      log.lines.push(chunk);
      for (const { rows } of log.archives) rows.takeMany();
    }
    if (isWhole) log.lines.finish(reader.damage !== null);
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error;
    const cause = error.cause instanceof Error ? ` ${error.cause.message}` : '';
    check.refusal = { reason: error.reason, detail: error.message + cause };
  }
  Object.assign(check, { users: users.size, songs: songs.size, days: days.size });
  const tallies = [facts, ...log.archives.map(({ tally }) => tally)];
  for (const { kind, tally } of log.archives) {
    tally.takeBack('day_dropped', dropped.get(kind) ?? 0);
    check.events[kind] = tally.events;
  }
  for (const tally of tallies) {
    check.records += tally.lines;
    addCounts(check.rejected, tally.rejected());
    addCounts(check.repaired, tally.repaired());
    for (const { number: record, reason, line: text } of tally.stored!.lines)
      if (check.firstRejected.every((other) => other.reason !== reason))
        check.firstRejected.push({ record, reason, text });
  }
  return check;
}

/** The same of the first bytes of a file, unpacked; of a Parquet file all bytes are needed. */
export async function checkHead(
  mapping: Mapping,
  head: Buffer,
  isWhole: boolean,
  limits?: DayLimits,
  leftOut?: LeftOut,
): Promise<MappingCheckDto> {
  return await checkMapping(
    mapping,
    { damage: null, chunks: () => chunksOf(head, mapping) },
    isWhole,
    limits,
    leftOut,
  );
}

/** @throws ArchiveRefused (empty, unknown_packing, utf_16; of Parquet other_form, columns_missing) */
async function* chunksOf(head: Buffer, mapping: Mapping): AsyncGenerator<MappedChunk> {
  if (mapping.records === 'parquet') yield* parquetRecords(Uint8Array.from(head).buffer, mapping);
  else {
    sniffPacking(head);
    yield head;
  }
}

/** Counts distinct texts, of a bounded number. */
function addTo(texts: Set<string>, text: string): void {
  if (texts.size < MOST_COUNTED) texts.add(text);
}

function shown(
  { day, kind, user, song, title, singer }: MappedValues,
  event: EventOfKind[EventKind],
): CheckedEventDto {
  return {
    day,
    kind,
    user: user.text,
    song: song?.text || null,
    title: title || null,
    singer: singer || null,
    playSeconds: 'playSeconds' in event ? event.playSeconds : null,
    songSeconds: 'songSeconds' in event ? event.songSeconds || null : null,
    query: 'query' in event ? event.query : null,
  };
}
