import { pgDay } from '#common/calendar';
import type { DownloadEvent } from '../../formats/download-line.js';
import type { PlayEvent } from '../../formats/play-line.js';
import type { SearchEvent } from '../../formats/search-line.js';
import type { TimeStamp } from '../../formats/time-stamp.js';
import type { CopyRows } from './copy-rows.js';

const MICROSECONDS = 1_000_000;
const DAY_SECONDS = 86_400;

/** Microseconds since 2000-01-01: PostgreSQL's own form of a timestamp. */
export function microsecondsOf({ day, secondOfDay }: TimeStamp): number {
  return (pgDay(day) * DAY_SECONDS + secondOfDay) * MICROSECONDS;
}

/** Title and singer of an event's song, as `staged_event` has them. */
export type SongNames = readonly [title: string | null, singer: string | null];
const UNNAMED: SongNames | [] = [];

/**
 * Adds a play in the column order of `EVENT_COLUMNS`.
 * @param day days since 2000-01-01
 * @param names absent: the row goes into a partition, which has none
 */
export function addPlayRow(
  rows: CopyRows,
  event: PlayEvent,
  day: number,
  archiveId: number,
  names: SongNames | [] = UNNAMED,
): void {
  rows.begin(9 + names.length, bytesOf(names));
  rows.int64(event.userId);
  rows.int64(event.songId);
  rows.int32(day);
  rows.int32(archiveId);
  rows.int32(event.playSeconds);
  rows.int32(event.songSeconds);
  rows.int16(event.songType);
  rows.int16(event.device);
  rows.int16(event.singerHash);
  for (const name of names) rows.text(name);
}

/** The same of a download. */
export function addDownloadRow(
  rows: CopyRows,
  event: DownloadEvent,
  day: number,
  archiveId: number,
  names: SongNames | [] = UNNAMED,
): void {
  rows.begin(5 + names.length, bytesOf(names));
  rows.int64(event.userId);
  rows.int64(event.songId);
  rows.int32(day);
  rows.int32(archiveId);
  rows.int16(event.device);
  for (const name of names) rows.text(name);
}

function bytesOf(names: SongNames | []): number {
  return names.reduce((bytes, name) => bytes + 3 * (name?.length ?? 0), 0);
}

/**
 * Adds a search in the column order of `EVENT_COLUMNS`.
 * @param day days since 2000-01-01; null: that of its time
 */
export function addSearchRow(
  rows: CopyRows,
  event: SearchEvent,
  day: number | null,
  archiveId: number,
): void {
  const { searchedAt, query } = event;
  rows.begin(6, 3 * query.length);
  rows.int64(event.userId);
  rows.int64(searchedAt === null ? null : microsecondsOf(searchedAt));
  rows.int32(day ?? (searchedAt === null ? null : pgDay(searchedAt.day)));
  rows.int32(archiveId);
  rows.int16(event.device);
  rows.text(query);
}
