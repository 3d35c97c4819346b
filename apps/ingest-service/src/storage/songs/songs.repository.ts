import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { asBuffer, copyInto } from '../copy/copy-chunks.js';
import type { EventTable } from '../tables.js';
import * as sql from './songs.sql.js';
import type { SongPart, TakenBack } from './songs.sql.js';

/** The song of one event. */
export interface SeenSong {
  songId: string;
  /** Null when the event names none; then `namedIn` is null too. */
  title: string | null;
  singer: string | null;
  /** The archive that the title is of. */
  namedIn: string | null;
  /** Null or 0: unknown. */
  seconds: number | null;
}

/** Counts and names of songs, as rows of `UNMERGED_COLUMNS` in binary COPY format. */
export interface SongRows {
  /**
   * Rows of a part of the songs, made while they are read: for each song one with its events, its first
   * length and its naming, which is null without a title, and a row for each further length.
   */
  rows(part: SongPart): AsyncIterable<Buffer> | Iterable<Buffer>;
}

/** Counts of songs of one transaction, which names their tables. */
export interface UnmergedSongs {
  transaction: string;
}

/**
 * Counts, lengths and names of songs, on their way into `song`. A song counts the events that are in the
 * tables of days:
 *
 *   events copied or posted  ->  unmerged (+)  ->  merged into `song`
 *   events deleted, a day dropped, users erased  ->  unmerged (-)  ->  merged; a song without events goes
 *
 * - unmerged: committed in the transaction that changes the events, in a table of that transaction
 *   (`unmerged_songs_<transaction>_<part>`), or in `posted_song` for posted events. A crash loses nothing.
 * - merged: `SongMerges` adds the rows of all such tables to `song` and drops the tables, in one transaction
 *   a part. A load merges at its end, or at half a GiB; otherwise the next load, or the start or timer of a
 *   service.
 *
 * Merging the songs of each day by itself took two thirds of a load: most songs of a day are those of the day
 * before.
 */
@Injectable()
export class SongsRepository {
  begin(): UnmergedSongs {
    return { transaction: randomUUID().replaceAll('-', '') };
  }

  /** @param onSent gets back each buffer that PostgreSQL has */
  async add(
    transaction: Transaction,
    unmerged: UnmergedSongs,
    songs: SongRows,
    onSent?: (buffer: Buffer) => void,
  ): Promise<void> {
    await this.makeTables(transaction, unmerged);
    for (const part of sql.SONG_PARTS) {
      const table = sql.unmergedTable(unmerged.transaction, part);
      await copyInto(transaction, sql.copyUnmergedSql(table), songs.rows(part), onSent);
    }
  }

  /** Names songs. @param names whole rows in binary COPY format by part, of which none counts events */
  async name(
    transaction: Transaction,
    unmerged: UnmergedSongs,
    names: readonly Uint8Array[][],
  ): Promise<void> {
    if (names.every(({ length }) => length === 0)) return;
    await this.makeTables(transaction, unmerged);
    for (const part of sql.SONG_PARTS) {
      const rows = (names[part] ?? []).map(asBuffer);
      const table = sql.unmergedTable(unmerged.transaction, part);
      if (rows.length > 0) await copyInto(transaction, sql.copyUnmergedSql(table), rows);
    }
  }

  /** Adds those of the events of archives without a day in their names. @param days of which they have events */
  async addCopied(
    transaction: Transaction,
    unmerged: UnmergedSongs,
    table: EventTable,
    archives: readonly number[],
    days: readonly string[],
  ): Promise<void> {
    if (table === 'search_event' || days.length === 0) return;
    await this.makeTables(transaction, unmerged);
    await transaction.query(sql.addCopiedSongsSql(table, days, unmerged.transaction), [archives]);
  }

  /** Adds those of superseded events that count again. @param archive `id`: that of the rows; `identity`: of their booking */
  async addReturned(
    transaction: Transaction,
    unmerged: UnmergedSongs,
    table: EventTable,
    archive: { id: number; identity: string },
  ): Promise<void> {
    if (table === 'search_event') return;
    await this.makeTables(transaction, unmerged);
    const parameters = [archive.identity, archive.id];
    await transaction.query(sql.addReturnedSongsSql(table, unmerged.transaction), parameters);
  }

  /** Takes events of the day out of the counts of their songs; call it before they are deleted. */
  async takeBack(
    transaction: Transaction,
    unmerged: UnmergedSongs,
    table: EventTable,
    day: string,
    of: TakenBack,
  ): Promise<void> {
    if (table === 'search_event') return;
    await this.makeTables(transaction, unmerged);
    await transaction.query(
      sql.takeBackSongsSql(table, day, unmerged.transaction, of),
      of === 'all' ? [] : Object.values(of),
    );
  }

  /** Stores the songs of posted events until a merge, without waiting for one. */
  async addPosted(transaction: Transaction, songs: SeenSong[]): Promise<void> {
    if (songs.length === 0) return;
    await transaction.query(sql.INSERT_POSTED_SONGS, [
      songs.map(({ songId }) => songId),
      songs.map(({ seconds }) => seconds),
      songs.map(namingOf),
    ]);
  }

  /** At each use: where an archive is refused, its tables are rolled back with it. */
  private async makeTables(transaction: Transaction, unmerged: UnmergedSongs): Promise<void> {
    for (const part of sql.SONG_PARTS)
      await transaction.query(sql.createUnmergedSql(sql.unmergedTable(unmerged.transaction, part)));
  }
}

function namingOf({ title, singer, namedIn }: SeenSong): string | null {
  return title === null ? null : [namedIn, title, singer ?? ''].join(sql.NAMING_SEPARATOR);
}
