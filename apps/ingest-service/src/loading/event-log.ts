import type { ArchiveName } from '../archives/archive-name.js';
import type { LineTally } from '../parsing/line-tally.js';
import { LineReader } from '../parsing/line-reader.js';
import { DOWNLOAD_FORMAT, PLAY_FORMAT, searchFormat } from '../parsing/log-formats.js';
import type { PlayEvent } from '../parsing/play-line.js';
import type { DownloadEvent } from '../parsing/download-line.js';
import type { ScannedLine } from '../parsing/scanned-line.js';
import type { SearchEvent } from '../parsing/search-line.js';
import { sampledFormat } from '../parsing/user-sample.js';
import type { UserSample } from '../parsing/user-sample.js';
import { dayNumber } from './calendar-day.js';
import { CopyRows } from './copy-rows.js';
import { addDownloadRow, addPlayRow, addSearchRow } from './event-rows.js';
import type { SongRows } from './song-tally.js';
import { SongTally } from './song-tally.js';
import type { UserDayTally } from './user-day-tally.js';
import { createCsvLog } from '../csv/csv-log.js';

/** One log on its way from bytes to rows: lines in, binary COPY rows, songs and tallies out. */
export interface EventLog {
  readonly tally: LineTally;
  /** Null for searches, which name no songs. */
  readonly songs: SongRows | null;
  /** Null where the rollup is to be made from the tables. */
  readonly userDays: UserDayTally | null;
  readonly rows: CopyRows;
  push(chunk: Buffer): void;
  finish(cut: boolean): void;
}

/**
 * Makes the rows of an archive's events, in the column order of `EVENT_COLUMNS`.
 * @param userDays counts the rollup of a log of one day on the way; null: not wanted
 */
export function createEventLog(
  archive: ArchiveName,
  archiveId: number,
  sample: UserSample | null,
  userDays: UserDayTally | null,
): EventLog {
  if (archive.format === 'csv') return createCsvLog(archive, archiveId, sample);
  switch (archive.kind) {
    case 'play':
      return playLog(archive.day!, archiveId, sample, userDays);
    case 'down':
      return downloadLog(archive.day!, archiveId, sample, userDays);
    case 'search':
      return searchLog(archive.day, archiveId, sample, userDays);
  }
}

function playLog(
  day: string,
  archiveId: number,
  sample: UserSample | null,
  userDays: UserDayTally | null,
): EventLog {
  const rows = new CopyRows();
  const songs = new SongTally();
  const dayOfAll = dayNumber(day);
  const reader = new LineReader(sampledFormat(PLAY_FORMAT, sample), (event: PlayEvent, line: ScannedLine) => {
    addPlayRow(rows, event, dayOfAll, archiveId);
    const song = songs.add(event, line, event.songSeconds);
    userDays?.addPlay(event, song);
  });
  return eventLog(reader, rows, songs, userDays);
}

function downloadLog(
  day: string,
  archiveId: number,
  sample: UserSample | null,
  userDays: UserDayTally | null,
): EventLog {
  const rows = new CopyRows();
  const songs = new SongTally();
  const dayOfAll = dayNumber(day);
  const reader = new LineReader(
    sampledFormat(DOWNLOAD_FORMAT, sample),
    (event: DownloadEvent, line: ScannedLine) => {
      addDownloadRow(rows, event, dayOfAll, archiveId);
      songs.add(event, line, null);
      userDays?.addDownload(event);
    },
  );
  return eventLog(reader, rows, songs, userDays);
}

function searchLog(
  day: string | null,
  archiveId: number,
  sample: UserSample | null,
  userDays: UserDayTally | null,
): EventLog {
  const rows = new CopyRows();
  const dayOfAll = day === null ? null : dayNumber(day);
  const reader = new LineReader(sampledFormat(searchFormat(day === null), sample), (event: SearchEvent) => {
    addSearchRow(rows, event, dayOfAll, archiveId);
    userDays?.addSearch(event);
  });
  return eventLog(reader, rows, null, userDays);
}

function eventLog<E extends { repairs: number }>(
  reader: LineReader<E>,
  rows: CopyRows,
  songs: SongRows | null,
  userDays: UserDayTally | null,
): EventLog {
  return {
    tally: reader.tally,
    songs,
    userDays,
    rows,
    push: (chunk) => {
      reader.push(chunk);
    },
    finish: (cut) => {
      reader.finish(cut);
    },
  };
}
